/**
 * What a step minimises: the surrogate of the policy gradient with its off-policy correction, its aggregation over tokens, and
 * the distance to the reference policy.
 *
 * <p>The surrogates are one sealed family: each says for the tokens of a response what the loss is and how it moves with their
 * log-probabilities. The policy's values go in, the loss and its slope by each of them come out; losses are held to vectors, slopes
 * to differences of the losses. Nothing here knows Kafka or the engine; everything is safe for all threads, but for
 * {@link dev.millrace.learner.objective.LossStatistics} and {@link dev.millrace.learner.objective.RatioStatistics}, which add up.
 */
@NullMarked
package dev.millrace.learner.objective;

import org.jspecify.annotations.NullMarked;
