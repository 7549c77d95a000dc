package dev.millrace.audit.check;

import dev.millrace.schemas.avro.TrainingStep;

/** How a report names training steps. */
final class Steps {

    private Steps() {}

    /** {@code step 3}, with its lineage where that is not the first. */
    static String id(TrainingStep step) {
        return "step " + step.getStep() + (step.getLineage() > 0 ? " of lineage " + step.getLineage() : "");
    }
}
