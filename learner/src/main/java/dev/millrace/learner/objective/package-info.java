/**
 * What a step minimises: the clipped surrogate with its off-policy correction, its aggregation over tokens, and the
 * distance to the reference policy.
 *
 * <p>Each formula stands twice: in doubles, which is the reference and gives the metrics, and in float32 with its derivatives
 * written out, which gives the gradients: the policy's values go in, the loss and its slope by each of them come out. Both are
 * held to the same vectors. Nothing here knows Kafka or the engine; everything is safe for all threads, but for
 * {@link dev.millrace.learner.objective.LossStatistics}, which adds up.
 */
@NullMarked
package dev.millrace.learner.objective;

import org.jspecify.annotations.NullMarked;
