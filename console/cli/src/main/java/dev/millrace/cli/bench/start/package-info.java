/**
 * How long a demo takes from its command to its first committed step. Each start is a process of its own, as a person starts it,
 * and is ended once the step is committed. Belongs to one thread.
 */
@NullMarked
package dev.millrace.cli.bench.start;

import org.jspecify.annotations.NullMarked;
