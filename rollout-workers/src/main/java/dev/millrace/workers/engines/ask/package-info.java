/**
 * Asking one server: how requests are written in its dialect, how replies are read, and what is refused of them, each by a
 * named cause. Nothing here knows that there are several servers.
 */
@NullMarked
package dev.millrace.workers.engines.ask;

import org.jspecify.annotations.NullMarked;
