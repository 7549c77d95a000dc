/**
 * What a server can do, found out by asking it: at the start, and again when it comes back. What is not as a sampler has to be is
 * refused in one line.
 */
@NullMarked
package dev.millrace.workers.engines.probe;

import org.jspecify.annotations.NullMarked;
