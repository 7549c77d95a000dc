/**
 * Sampling with a policy, as it passes the seam: requests, settings, what comes of them, and the
 * {@link dev.millrace.policy.rollout.RolloutEngine} that does it, in this process or in another.
 *
 * <p>Everything besides engines is an immutable value.
 */
@NullMarked
package dev.millrace.policy.rollout;

import org.jspecify.annotations.NullMarked;
