package dev.millrace.learner.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.AssembledWeights;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightInventory;
import dev.millrace.schemas.weights.WeightKey;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.schemas.weights.WeightOutcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a learner publishes is put together by who follows it, whether it travels whole or as a delta. */
class WeightDeltasTest {

    private static final RunId RUN = new RunId("demo");
    private static final int VALUES = 5_000;

    private final WeightAssembler follower = new WeightAssembler(RUN, 1 << 20);
    private final WeightTrimmer trimmer = new WeightTrimmer(new WeightInventory(RUN), 2);
    private final List<WeightKey> trimmed = new ArrayList<>();

    private static WeightPublisher publisher(int anchorEvery) {
        return new WeightPublisher(
                new WeightObjects("weights", RUN),
                Optional.empty(),
                0,
                1024,
                new WeightDeltas(anchorEvery),
                Optional.empty());
    }

    /** Numbers that change little from one version to the next, or altogether where {@code seed} is another. */
    private static PolicyUpdate update(int version, long seed) {
        Random random = new Random(seed);
        float[] values = new float[VALUES];
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) random.nextGaussian() * (1 + 1e-5f * version);
        }
        return PolicyUpdate.full(
                new PolicyVersion(version),
                "mot",
                "{}",
                TensorEncoder.encode(Map.of("w", Tensor.ofFloats(TensorShape.of(VALUES), values))));
    }

    private WeightManifest publish(WeightPublisher publisher, PolicyUpdate update) throws Exception {
        PublishedWeights published = publisher.prepare(update, 0, Lineages.NONE, Instant.EPOCH);
        StepRecords step = new StepRecords(
                published,
                trimmer.outdatedBy(Math.toIntExact(update.version().value())),
                Optional.empty(),
                List.of(),
                0);
        trimmed.addAll(step.trimmed());
        trimmer.published(step);
        Optional<WeightOutcome> outcome = follower.accept(published.record());
        for (WeightRecord chunk : published.chunks()) {
            outcome = follower.accept(chunk);
        }
        AssembledWeights whole = (AssembledWeights) outcome.orElseThrow();
        ByteBuffer got = ByteBuffer.allocate(Math.toIntExact(update.tensors().bytes()));
        whole.payload().forEach(part -> got.put(part.duplicate()));
        assertThat(got.array()).isEqualTo(update.tensors().open().readAllBytes());
        return published.manifest();
    }

    @Test
    void shouldPublishEveryThirdVersionWholeAndKeepWhatItsDeltasNeed() throws Exception {
        WeightPublisher publisher = publisher(3);
        List<WeightManifest> manifests = new ArrayList<>();

        for (int version = 1; version <= 7; version++) {
            manifests.add(publish(publisher, update(version, 1)));
        }

        assertThat(manifests)
                .extracting(WeightManifest::getKind)
                .containsExactly(
                        WeightKind.ANCHOR,
                        WeightKind.DELTA,
                        WeightKind.DELTA,
                        WeightKind.ANCHOR,
                        WeightKind.DELTA,
                        WeightKind.DELTA,
                        WeightKind.ANCHOR);
        assertThat(manifests.get(5).getParentVersion()).isEqualTo(4);
        assertThat(manifests.get(5).getChunks()).isLessThan(manifests.get(3).getChunks() / 2);
        // Version 4 stays while 6 is kept; 1 went when 3 did.
        assertThat(trimmed.stream().map(WeightKey::version).distinct()).containsExactly(2, 1, 3, 5);
    }

    @Test
    void shouldPublishWholeWhatHasChangedTooMuch() throws Exception {
        WeightPublisher publisher = publisher(10);

        publish(publisher, update(1, 1));
        WeightManifest other = publish(publisher, update(2, 2));
        WeightManifest after = publish(publisher, update(3, 2));

        assertThat(other.getKind()).isEqualTo(WeightKind.ANCHOR);
        assertThat(after.getKind()).isEqualTo(WeightKind.DELTA);
        assertThat(after.getParentVersion()).isEqualTo(2);
    }

    @Test
    void shouldBeginWholeAndSayNothingOfDeltasWhereThereAreNone() throws Exception {
        publish(publisher(10), update(1, 1));

        WeightManifest resumed = publish(publisher(10), update(2, 1));
        WeightManifest plain = publish(publisher(1), update(3, 1));

        assertThat(resumed.getKind()).isEqualTo(WeightKind.ANCHOR);
        assertThat(resumed.getHasDeltas()).isTrue();
        assertThat(plain.getHasDeltas()).isFalse();
    }
}
