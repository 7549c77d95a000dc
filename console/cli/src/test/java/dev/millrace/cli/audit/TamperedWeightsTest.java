package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.LoggedWeights;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights that were tampered with are named by their version, and trimmed ones are no breach. */
class TamperedWeightsTest extends TamperedRun {

    @Test
    void shouldNameDamagedWeights() {
        int last = run.weights.size() - 1;
        change(run.weights, last, record -> {
            WeightChunk chunk = (WeightChunk) record.getBody();
            byte[] bytes = new byte[chunk.getData().remaining()];
            chunk.getData().duplicate().get(bytes);
            bytes[bytes.length - 1] ^= 1;
            return new WeightRecord(
                    record.getRunId(), new WeightChunk(chunk.getVersion(), chunk.getIndex(), ByteBuffer.wrap(bytes)));
        });
        assertThat(broken()).isEqualTo(Map.of("whole-weights", List.of("version 3", "version 3")));
    }

    @Test
    void shouldNameHalfAVersion() {
        run.weights.remove(run.weights.size() - 1);
        assertThat(broken()).isEqualTo(Map.of("whole-weights", List.of("version 3")));
    }

    @Test
    void shouldNameWeightsThatAreNotFinite() {
        run.step(4, 8, List.of());
        run.weights.removeIf(at -> isOf(at, 4));
        run.announce(4, 8, 1.0f, Float.NaN);
        assertThat(broken()).containsEntry("finite-weights", List.of("version 4"));
    }

    @Test
    void shouldNameABreakInTheChainOfWeights() {
        run.weights.removeIf(at -> isOf(at, 2));
        assertThat(broken()).isEqualTo(Map.of("weight-chain", List.of("version 3")));
    }

    @Test
    void shouldNameWeightsOfAnotherDigestThanTheirStep() {
        change(run.steps, 1, step -> TrainingStep.newBuilder(step)
                .setWeightsSha256("0".repeat(64))
                .build());
        assertThat(broken()).isEqualTo(Map.of("weight-chain", List.of("version 2")));
    }

    @Test
    void shouldNameAStepWhoseWeightsAreMissing() {
        run.weights.removeIf(at -> isOf(at, 3));
        assertThat(broken()).isEqualTo(Map.of("weight-chain", List.of("step 3")));
    }

    @Test
    void shouldAcceptTrimmedWeights() {
        run.weights.removeIf(at -> isOf(at, 0) || isOf(at, 1));
        run.weights.remove(0); // the manifest of version 2 is gone, its chunks are not
        assertThat(((WeightManifest) LoggedRun.sound().weights.get(0).value().getBody()).getChunks())
                .isGreaterThan(1);
        assertThat(broken()).isEmpty();
    }

    @Test
    void shouldTakeAVersionForTrimmedAsMuchOfItAsIsLeft() {
        // Given one that has lost chunks but not its manifest, since it was trimmed while it was read
        run.weights.removeIf(at -> at.key().equals("logged/1/0"));
        assertThat(broken()).containsOnlyKeys("whole-weights");

        // When the log says that it was trimmed, and the versions before it
        run.trimmed.addAll(List.of("logged/0/manifest", "logged/0/0", "logged/1/manifest", "logged/1/0"));

        // Then nothing is broken; another run's trimming is none of this one's
        run.trimmed.add("other/2/manifest");
        assertThat(broken()).isEmpty();
        try (Evidence evidence = run.evidence()) {
            assertThat(evidence.weights()).extracting(LoggedWeights::version).containsExactly(2, 3);
        }
    }

    @Test
    void shouldNameTheNewestStepWhenAllWeightsAreGone() {
        // As when another run trims what is not its own
        run.weights.clear();
        assertThat(broken()).isEqualTo(Map.of("weight-chain", List.of("step 3")));
    }
}
