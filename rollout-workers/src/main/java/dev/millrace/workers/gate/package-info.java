/**
 * How far a worker may run ahead of the learner.
 *
 * <p>{@link dev.millrace.workers.gate.StalenessGate} is arithmetic; what it counts with is gathered from Kafka by the
 * other classes. {@link dev.millrace.workers.gate.DropCounter} runs on a thread of its own, all else on the worker's.
 */
@NullMarked
package dev.millrace.workers.gate;

import org.jspecify.annotations.NullMarked;
