/**
 * Weights on their way from a learner to a worker, beside the same bytes through a plain producer and consumer. Two threads: one
 * commits, the caller's follows.
 */
@NullMarked
package dev.millrace.cli.bench.weights;

import org.jspecify.annotations.NullMarked;
