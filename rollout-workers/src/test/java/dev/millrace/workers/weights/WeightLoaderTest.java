package dev.millrace.workers.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.weights.AssembledWeights;
import dev.millrace.schemas.weights.StoredWeights;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.schemas.weights.WholeWeights;
import dev.millrace.workers.Samples;
import dev.millrace.workers.stack.TinyPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightLoaderTest {

    private final WholeWeights whole = assembled(TinyPolicy.announcement(Samples.RUN, 3, 12));
    private final UpdateReader reader = new UpdateReader(Optional.empty(), new WeightObjects("weights", Samples.RUN));
    private final WeightLoader loader = new WeightLoader();

    private PolicyWeights load(WholeWeights weights) {
        return loader.load(reader.read(weights));
    }

    @Test
    void shouldMakeTheWeightsThatWerePublished() {
        try (PolicyWeights weights = load(whole);
                PolicyWeights published = PolicyWeights.initialize(TinyPolicy.CONFIG, 3)) {
            assertThat(weights.version().value()).isEqualTo(3);
            assertThat(weights.config()).isEqualTo(TinyPolicy.CONFIG);
            assertThat(weights.digest()).isEqualTo(published.digest());
            assertThat(weights.toSafetensors()).isEqualTo(published.toSafetensors());
        }
    }

    @Test
    void shouldTakeAManifestThatNamesNoFamilyForOneOfTheFirst() {
        WholeWeights old =
                with(WeightManifest.newBuilder(whole.manifest()).setFamily("").build());

        load(old).close();
    }

    @Test
    void shouldRefuseATensorWithAnotherChecksum() {
        List<TensorDigest> tensors = new ArrayList<>(whole.manifest().getTensors());
        tensors.set(0, new TensorDigest(tensors.get(0).getName(), tensors.get(0).getCrc32c() ^ 1));
        WholeWeights damaged = with(
                WeightManifest.newBuilder(whole.manifest()).setTensors(tensors).build());

        assertThatThrownBy(() -> load(damaged))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("version 3")
                .hasMessageContaining(tensors.get(0).getName());
    }

    @Test
    void shouldRefuseAnArchitectureThatItCannotRead() {
        WholeWeights unknown = with(WeightManifest.newBuilder(whole.manifest())
                .setArchitecture("{}")
                .build());

        assertThatThrownBy(() -> load(unknown))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("weights version 3: its architecture cannot be read");
    }

    @Test
    void shouldRefuseAnotherArchitectureInMidRun() {
        load(whole).close();
        String other = whole.manifest().getArchitecture().replace("\"maxResponseTokens\":8", "\"maxResponseTokens\":9");
        WholeWeights changed = with(WeightManifest.newBuilder(whole.manifest())
                .setArchitecture(other)
                .build());

        assertThatThrownBy(() -> load(changed))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("but the run began with");
    }

    @Test
    void shouldSayThatWeightsLieInAStoreThatItDoesNotHave() {
        WeightManifest manifest = WeightManifest.newBuilder(whole.manifest())
                .setStore("folder:/data/objects")
                .build();

        assertThatThrownBy(() -> load(new StoredWeights(manifest)))
                .isInstanceOf(UpdateException.class)
                .hasMessage("weights version 3 lie in the store folder:/data/objects, but this process has none;"
                        + " give it the kafka.store of the learner");
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
