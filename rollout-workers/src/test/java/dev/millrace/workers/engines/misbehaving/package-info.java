/** Servers that misbehave under a whole worker: what is published is what a server that behaves would have said. */
@NullMarked
package dev.millrace.workers.engines.misbehaving;

import org.jspecify.annotations.NullMarked;
