/**
 * What a learner asks of a policy, in plain Java: to evaluate what was sampled, to carry the derivatives of a loss back
 * through its network, to take a step, and to give and take its weights.
 *
 * <p>Values and derivatives are flat arrays, one value a token or denoising step, without padding. Settings and batches are
 * immutable; a {@link dev.millrace.policy.learning.TrainablePolicy} belongs to one thread.
 */
@NullMarked
package dev.millrace.policy.learning;

import org.jspecify.annotations.NullMarked;
