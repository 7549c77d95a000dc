package dev.millrace.schemas.weights;

/**
 * A version of which some records are not in the log any more: it was trimmed while it was read. Nothing is wrong with
 * it, and newer ones follow.
 *
 * @param version the policy version
 * @param cause what is missing, for people
 */
public record IncompleteWeights(int version, String cause) implements WeightOutcome {}
