/**
 * What a step minimises: the clipped surrogate with its off-policy correction, its aggregation over tokens, and the
 * distance to the reference policy.
 *
 * <p>Each formula stands twice: as a pure function of doubles, which is the reference and gives the metrics, and over
 * native arrays, which gives the gradients. Both are held to the same vectors. Nothing here knows Kafka. The pure
 * functions are safe for all threads; {@link dev.millrace.learner.objective.PolicyLoss} has no state of its own and works
 * in the scope and on the thread of its caller.
 */
@NullMarked
package dev.millrace.learner.objective;

import org.jspecify.annotations.NullMarked;
