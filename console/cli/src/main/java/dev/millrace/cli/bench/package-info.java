/**
 * Benchmarks of the middle of the system, the topology and the bus, each against its limit in the same process and minute.
 *
 * <p>A bench runs in one thread, with a local stack of its own in a folder for temporary files, which is gone afterwards. What
 * it measures is the process, broker included: the machine is shared, so CPU stands beside wall time.
 */
@NullMarked
package dev.millrace.cli.bench;

import org.jspecify.annotations.NullMarked;
