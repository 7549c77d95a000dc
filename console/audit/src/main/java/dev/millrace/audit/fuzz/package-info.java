/**
 * Damaged records through the readers: each must be read or refused, in bounded time and memory. Single-threaded, no
 * broker and no network.
 */
@NullMarked
package dev.millrace.audit.fuzz;

import org.jspecify.annotations.NullMarked;
