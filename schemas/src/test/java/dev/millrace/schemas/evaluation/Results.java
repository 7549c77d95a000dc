package dev.millrace.schemas.evaluation;

import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.List;

/** Held-out results, for the tests of this package. */
final class Results {

    private Results() {}

    static HeldOutResult of(String run, String evaluator, int version, double value) {
        return HeldOutResult.newBuilder()
                .setRunId(run)
                .setEvaluator(evaluator)
                .setTermsSha256("terms")
                .setVersion(version)
                .setStep(version)
                .setWeightsSha256("weights")
                .setValue(value)
                .setCategories(List.of())
                .setPublishedAt(Instant.EPOCH)
                .setEvaluatedAt(Instant.EPOCH)
                .setDurationMs(1)
                .build();
    }

    static HeldOutResult averaged(String run, String evaluator, int version, double value) {
        return HeldOutResult.newBuilder(of(run, evaluator, version, value))
                .setAveraged(PackedInts.of(version - 1, version).bytes())
                .build();
    }
}
