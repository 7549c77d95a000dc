package dev.millrace.learner.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.schemas.avro.AdapterTerms;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.store.FolderStoreConfig;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.weights.WeightInventory;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.testing.FlakyStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightPublisherTest {

    private static final RunId RUN = new RunId("demo");
    private static final WeightObjects OBJECTS = new WeightObjects("m.weights", RUN);
    private static final long LIMIT = 100;

    @TempDir
    private Path folder;

    private static PolicyUpdate update(int version, float... values) {
        return PolicyUpdate.full(
                new PolicyVersion(version),
                "mot",
                "{}",
                TensorEncoder.encode(Map.of("w", Tensor.ofFloats(TensorShape.of(values.length), values))));
    }

    private WeightPublisher publisher(Optional<ObjectStore> store) {
        return new WeightPublisher(OBJECTS, store, LIMIT, 32, new WeightDeltas(1), Optional.empty(), Duration.ZERO);
    }

    private Optional<ObjectStore> store(Path path) {
        return Optional.of(new StoreSettings("folder", new FolderStoreConfig(path)).open());
    }

    @Test
    void shouldSendThroughTheLogWhatIsSmallOrHasNoStore() {
        PolicyUpdate large = update(3, new float[50]);

        PublishedWeights without = publisher(Optional.empty()).prepare(large, 12, Lineages.NONE, Instant.EPOCH);
        PublishedWeights within = new WeightPublisher(
                        OBJECTS, store(folder), large.tensors().bytes(), 32, Optional.empty())
                .prepare(large, 12, Lineages.NONE, Instant.EPOCH);

        assertThat(List.of(without, within)).allSatisfy(published -> {
            assertThat(published.manifest().getStore()).isNull();
            assertThat(published.manifest().getShards()).isEmpty();
            assertThat(published.manifest().getChunks())
                    .isEqualTo(published.chunks().count())
                    .isEqualTo((int) (large.tensors().bytes() + 31) / 32);
            assertThat(published.chunks()).hasSize(published.chunks().count());
        });
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldPutIntoTheStoreWhatIsLargeAndNameItInTheManifest() throws Exception {
        PolicyUpdate large = update(3, new float[50]);

        PublishedWeights published = publisher(store(folder)).prepare(large, 12, Lineages.NONE, Instant.EPOCH);

        WeightManifest manifest = published.manifest();
        assertThat(manifest.getStore()).isEqualTo("folder:" + folder);
        assertThat(manifest.getKind()).isEqualTo(WeightKind.ANCHOR);
        assertThat(manifest.getSha256()).isEqualTo(large.tensors().sha256());
        assertThat(manifest.getChunks()).isZero();
        assertThat(published.chunks()).isEmpty();
        assertThat(manifest.getShards()).singleElement().satisfies(shard -> {
            assertThat(shard.getBytes()).isEqualTo(manifest.getBytes());
            assertThat(folder.resolve(OBJECTS.key(shard.getSha256()).toString()))
                    .hasBinaryContent(large.tensors().open().readAllBytes());
        });
    }

    @Test
    void shouldTakeToAStoreWhatIsAboveTheLimitOfTheLog() {
        assertThat(publisher(store(folder)).takesToStore(LIMIT)).isFalse();
        assertThat(publisher(store(folder)).takesToStore(1L << 40)).isTrue();
        assertThat(publisher(Optional.empty()).takesToStore(1L << 40)).isFalse();
    }

    @Test
    void shouldNameTheBaseAndTheFormOfAnAdapter() {
        String base = "ab".repeat(32);
        PolicyUpdate adapter = PolicyUpdate.adapter(
                new PolicyVersion(3),
                "mot",
                base,
                "{}",
                new AdapterForm(4, 8, true, List.of("v_proj", "q_proj"), false),
                update(3, 1, 2).tensors());

        WeightManifest manifest = publisher(Optional.empty())
                .prepare(adapter, 0, Lineages.NONE, Instant.EPOCH)
                .manifest();

        assertThat(manifest.getKind()).isEqualTo(WeightKind.ADAPTER);
        assertThat(manifest.getBaseSha256()).isEqualTo(base);
        assertThat(manifest.getAdapter()).isEqualTo(new AdapterTerms(4, 8.0, List.of("q_proj", "v_proj"), true, false));
        assertThat(manifest.getFamily()).isEqualTo("mot");
    }

    @Test
    void shouldPublishNothingThatTheStoreDoesNotTake() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(
                        () -> publisher(store(file)).prepare(update(3, new float[50]), 0, Lineages.NONE, Instant.EPOCH))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("weights version 3 cannot be written to folder:" + file)
                .hasMessageEndingWith("They were not published; see that the store can be written and has room")
                .matches(PassingFailure::is);
    }

    @Test
    void shouldPutIntoAStoreThatRefusesAtFirst() {
        FlakyStore flaky = new FlakyStore();
        flaky.fail(2);

        PublishedWeights published =
                publisher(Optional.of(flaky)).prepare(update(3, new float[50]), 0, Lineages.NONE, Instant.EPOCH);

        assertThat(flaky.objects())
                .containsOnlyKeys(
                        OBJECTS.key(published.manifest().getShards().get(0).getSha256()));
    }

    @Test
    void shouldDeleteWhatNoVersionInTheLogNames() {
        // Given a step that was refused, so that versions 1 and 2 are the same bytes
        WeightPublisher publisher = publisher(store(folder));
        WeightTrimmer trimmer = new WeightTrimmer(new WeightInventory(RUN), 1);
        float[] other = new float[50];
        other[0] = 1;
        List<PolicyUpdate> updates = List.of(update(1, new float[50]), update(2, new float[50]), update(3, other));

        // When each trims the one before
        List<Set<String>> released = updates.stream()
                .map(update -> new StepRecords(
                        publisher.prepare(update, 0, Lineages.NONE, Instant.EPOCH),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        0))
                .map(trimmer::published)
                .toList();
        released.forEach(publisher::delete);

        // Then what is still named stays
        String first = updates.get(0).tensors().sha256();
        assertThat(released).containsExactly(Set.of(), Set.of(), Set.of(first));
        assertThat(folder.resolve(OBJECTS.key(first).toString())).doesNotExist();
        assertThat(folder.resolve(OBJECTS.key(updates.get(2).tensors().sha256()).toString()))
                .exists();
    }
}
