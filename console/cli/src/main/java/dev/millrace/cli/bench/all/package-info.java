/**
 * All benches that stand in {@code docs/performance.md}, one after the other, each in a process of its own, and what came of them
 * beside the bars that were set. Belongs to one thread.
 */
@NullMarked
package dev.millrace.cli.bench.all;

import org.jspecify.annotations.NullMarked;
