package dev.millrace.schemas.weights;

/** What became of an announced version: whole and verified, or refused with a cause. */
public sealed interface WeightOutcome permits AssembledWeights, CorruptWeights {

    /** The version as its manifest says. */
    int version();
}
