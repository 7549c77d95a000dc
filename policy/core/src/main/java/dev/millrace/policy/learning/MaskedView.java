package dev.millrace.policy.learning;

/**
 * The view of a prompt's images in which patches are black, as a worker saw it.
 *
 * @param probability with which a patch is black, above 0 and at most 1
 * @param seed fixes which ones
 */
public record MaskedView(double probability, long seed) {}
