/**
 * The learner: reads experience, trains on it, and broadcasts what came of it.
 *
 * <p>{@link dev.millrace.learner.LearnerRole} runs on one thread, which owns every client and every native array; only
 * {@code stop()} may be called from another. One step is one Kafka transaction: weights, trained ids, drops, metrics and
 * offsets become visible together or not at all.
 */
@NullMarked
package dev.millrace.learner;

import org.jspecify.annotations.NullMarked;
