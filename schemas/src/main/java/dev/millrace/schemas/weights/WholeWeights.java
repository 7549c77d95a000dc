package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightManifest;

/** A version of which the log holds all that it should. */
public sealed interface WholeWeights extends WeightOutcome permits AssembledWeights, StoredWeights {

    /** What the learner said of it. */
    WeightManifest manifest();

    @Override
    default int version() {
        return manifest().getVersion();
    }
}
