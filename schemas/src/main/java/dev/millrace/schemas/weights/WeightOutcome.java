package dev.millrace.schemas.weights;

/** What became of an announced version: whole and verified, trimmed while it was read, or refused with a cause. */
public sealed interface WeightOutcome permits WholeWeights, IncompleteWeights, CorruptWeights {

    /** The version as its manifest says. */
    int version();
}
