/**
 * What a policy is to the rest of the system, in plain Java: the seam behind which an architecture, and what samples with
 * it, can be another.
 *
 * <p>A {@link dev.millrace.policy.family.PolicyFamily} is found by {@link java.util.ServiceLoader} and named by the
 * {@code config.json} of a checkpoint. Encoded images and token ids are what passes the seam; decoded pixels, tensors, layers
 * and the vocabulary's distributions stay behind it.
 */
@NullMarked
package dev.millrace.policy;

import org.jspecify.annotations.NullMarked;
