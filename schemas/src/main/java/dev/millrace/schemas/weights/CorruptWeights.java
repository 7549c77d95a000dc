package dev.millrace.schemas.weights;

/**
 * A version that must not be served.
 *
 * @param version the policy version
 * @param cause what is wrong with it, for people
 */
public record CorruptWeights(int version, String cause) implements WeightOutcome {}
