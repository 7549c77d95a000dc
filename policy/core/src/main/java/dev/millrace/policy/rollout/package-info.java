/**
 * Sampling with a policy, as it passes the seam: requests, settings, what comes of them, and the
 * engine that does it, in this process or in another.
 *
 * <p>Everything besides engines is an immutable value.
 */
@NullMarked
package dev.millrace.policy.rollout;

import org.jspecify.annotations.NullMarked;
