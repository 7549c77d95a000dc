package dev.millrace.workers.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import dev.millrace.schemas.avro.AdapterTerms;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.FolderStoreConfig;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.weights.AssembledWeights;
import dev.millrace.schemas.weights.StoredWeights;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.schemas.weights.WholeWeights;
import dev.millrace.workers.Samples;
import dev.millrace.workers.stack.TinyPolicy;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateReaderTest {

    private final WholeWeights whole = assembled(TinyPolicy.announcement(Samples.RUN, 3, 12));
    private final UpdateReader reader = new UpdateReader(Optional.empty(), new WeightObjects("weights", Samples.RUN));

    @Test
    void shouldMakeTheUpdateThatWasPublished() {
        PolicyUpdate update = reader.read(whole);

        PolicyUpdate published = TinyPolicy.update(3);
        assertThat(update.version()).isEqualTo(published.version());
        assertThat(update.family()).isEqualTo(published.family());
        assertThat(update.kind()).isEqualTo(published.kind());
        assertThat(update.architecture()).isEqualTo(published.architecture());
        assertThat(update.tensors().digest()).isEqualTo(published.tensors().digest());
        assertThat(update.tensors().open()).hasSameContentAs(published.tensors().open());
    }

    @Test
    void shouldTakeAManifestThatNamesNoFamilyForOneOfTheFirst() {
        WholeWeights old =
                with(WeightManifest.newBuilder(whole.manifest()).setFamily("").build());

        assertThat(reader.read(old).family()).isEqualTo("mot");
    }

    @Test
    void shouldSayTheBaseAndTheFormOfAnAdapter() {
        WholeWeights adapter = with(WeightManifest.newBuilder(whole.manifest())
                .setKind(WeightKind.ADAPTER)
                .setBaseSha256("ab".repeat(32))
                .setAdapter(new AdapterTerms(4, 8.0, List.of("q_proj"), true, false))
                .build());

        PolicyUpdate update = reader.read(adapter);

        assertThat(update.kind()).isEqualTo(UpdateKind.ADAPTER);
        assertThat(update.base()).contains("ab".repeat(32));
        assertThat(update.adapter()).contains(new AdapterForm(4, 8, true, List.of("q_proj"), false));
    }

    @Test
    void shouldPassOnWhatTheManifestAnnouncesOfEachTensor() {
        // Given
        List<TensorDigest> tensors = new ArrayList<>(whole.manifest().getTensors());
        tensors.set(0, new TensorDigest(tensors.get(0).getName(), tensors.get(0).getCrc32c() ^ 1));
        WholeWeights damaged = with(
                WeightManifest.newBuilder(whole.manifest()).setTensors(tensors).build());

        // When, then
        try (RolloutEngine engine = TinyPolicy.engine()) {
            assertThatThrownBy(() -> engine.apply(reader.read(damaged)))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining("version 3")
                    .hasMessageContaining(tensors.get(0).getName());
        }
    }

    @Test
    void shouldSayThatWeightsLieInAStoreThatItDoesNotHave() {
        WeightManifest manifest = WeightManifest.newBuilder(whole.manifest())
                .setStore("folder:/data/objects")
                .build();

        assertThatThrownBy(() -> reader.read(new StoredWeights(manifest)))
                .isInstanceOf(UpdateException.class)
                .hasMessage("weights version 3 lie in the store folder:/data/objects, but this process has none;"
                        + " give it the kafka.store of the learner");
    }

    @Test
    void shouldReadWeightsFromTheStoreAndNeverTakeHalfOfThem(@TempDir Path folder) throws Exception {
        // Given weights of two shards in a store
        WeightObjects objects = new WeightObjects("weights", Samples.RUN);
        ObjectStore store = new StoreSettings("folder", new FolderStoreConfig(folder)).open();
        UpdateReader fromStore = new UpdateReader(Optional.of(store), objects);
        PolicyUpdate update = TinyPolicy.update(3);
        byte[] all = update.tensors().open().readAllBytes();
        List<WeightShard> shards = new ArrayList<>();
        for (byte[] piece : List.of(Arrays.copyOf(all, 1001), Arrays.copyOfRange(all, 1001, all.length))) {
            String sha256 = Sha256.of(ByteBuffer.wrap(piece));
            store.put(objects.key(sha256), piece.length, () -> new ByteArrayInputStream(piece));
            shards.add(new WeightShard((long) piece.length, sha256));
        }
        WholeWeights stored = new StoredWeights((WeightManifest) TinyPolicy.announcement(Samples.RUN, update, 0)
                .inStore(store.name(), shards)
                .getBody());

        // Then they are those that were put there
        assertThat(fromStore.read(stored).tensors().open())
                .hasSameContentAs(update.tensors().open());

        // And damaged or missing ones are refused, with the reason
        try (RolloutEngine engine = TinyPolicy.engine()) {
            Path last = folder.resolve(objects.key(shards.get(1).getSha256()).toString());
            byte[] damaged = Files.readAllBytes(last);
            damaged[damaged.length - 1] ^= 1;
            Files.write(last, damaged);
            assertThatThrownBy(() -> engine.apply(fromStore.read(stored)))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining("weights version 3: object "
                            + objects.key(shards.get(1).getSha256()))
                    .hasMessageContaining("is damaged");
            Files.delete(last);
            assertThatThrownBy(() -> engine.apply(fromStore.read(stored)))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining("is not in folder:" + folder);
        }
    }

    private WholeWeights with(WeightManifest manifest) {
        return new AssembledWeights(manifest, ((AssembledWeights) whole).payload());
    }

    private static WholeWeights assembled(List<WeightRecord> records) {
        WeightAssembler assembler = new WeightAssembler(Samples.RUN, WeightAssembler.DEFAULT_MAX_BYTES);
        return records.stream()
                .flatMap(record -> assembler.accept(record).stream())
                .map(WholeWeights.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
