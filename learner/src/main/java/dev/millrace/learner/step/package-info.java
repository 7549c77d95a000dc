/**
 * One training step: micro-batches, gradients, the optimizer, and what is reported of them.
 *
 * <p>Belongs to the learner's thread, which owns the native arrays. Knows experience and policy, but no Kafka client.
 */
@NullMarked
package dev.millrace.learner.step;

import org.jspecify.annotations.NullMarked;
