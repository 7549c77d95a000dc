/**
 * Who may do what at the broker: one table, and a look at whether it holds.
 *
 * <p>The commands, the rights that are created, the users of Strimzi and the table in the documentation all come from {@link
 * dev.millrace.schemas.access.AccessTable}. Nothing here keeps state or starts a thread.
 */
@NullMarked
package dev.millrace.schemas.access;

import org.jspecify.annotations.NullMarked;
