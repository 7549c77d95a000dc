/**
 * Roles as threads: started together, watched together, stopped in a known order within a bounded time.
 *
 * <p>Each role runs on a thread of its own; {@link dev.millrace.console.role.Roles} may be called from any thread.
 */
@NullMarked
package dev.millrace.console.role;

import org.jspecify.annotations.NullMarked;
