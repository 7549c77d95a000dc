/**
 * Roles as threads: started together, watched together, stopped in a known order within a bounded time.
 *
 * <p>Each role runs on a thread of its own; {@link dev.millrace.runtime.role.Roles} may be called from any thread.
 */
@NullMarked
package dev.millrace.runtime.role;

import org.jspecify.annotations.NullMarked;
