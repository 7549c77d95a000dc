/**
 * The rights of a run at its broker: looked at, granted, compared, and written down for others to grant. All of it comes from
 * {@link dev.millrace.schemas.access.AccessTable}. On the caller's thread.
 */
@NullMarked
package dev.millrace.runtime.access;

import org.jspecify.annotations.NullMarked;
