/**
 * Tidying an object store up: what lies in it is compared with what topics, and the indices of checkpoints, still name. For commands;
 * belongs to their thread.
 */
@NullMarked
package dev.millrace.runtime.store;

import org.jspecify.annotations.NullMarked;
