package dev.millrace.workers.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.weights.AssembledWeights;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.workers.Samples;
import dev.millrace.workers.stack.TinyPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightLoaderTest {

    private final AssembledWeights whole = assembled(TinyPolicy.announcement(Samples.RUN, 3, 12));
    private final WeightLoader loader = new WeightLoader();

    @Test
    void shouldMakeTheWeightsThatWerePublished() {
        try (PolicyWeights weights = loader.load(whole);
                PolicyWeights published = PolicyWeights.initialize(TinyPolicy.CONFIG, 3)) {
            assertThat(weights.version().value()).isEqualTo(3);
            assertThat(weights.config()).isEqualTo(TinyPolicy.CONFIG);
            assertThat(weights.digest()).isEqualTo(published.digest());
        }
    }

    @Test
    void shouldRefuseATensorWithAnotherChecksum() {
        List<TensorDigest> tensors = new ArrayList<>(whole.manifest().getTensors());
        tensors.set(0, new TensorDigest(tensors.get(0).getName(), tensors.get(0).getCrc32c() ^ 1));
        AssembledWeights damaged = with(
                WeightManifest.newBuilder(whole.manifest()).setTensors(tensors).build());

        assertThatThrownBy(() -> loader.load(damaged))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("version 3")
                .hasMessageContaining(tensors.get(0).getName());
    }

    @Test
    void shouldRefuseAnArchitectureThatItCannotRead() {
        AssembledWeights unknown = with(WeightManifest.newBuilder(whole.manifest())
                .setArchitecture("{}")
                .build());

        assertThatThrownBy(() -> loader.load(unknown))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("architecture");
    }

    @Test
    void shouldRefuseAnotherArchitectureInMidRun() {
        loader.load(whole).close();
        String other = whole.manifest().getArchitecture().replace("\"maxResponseTokens\":8", "\"maxResponseTokens\":9");
        AssembledWeights changed = with(WeightManifest.newBuilder(whole.manifest())
                .setArchitecture(other)
                .build());

        assertThatThrownBy(() -> loader.load(changed))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("but the run began with");
    }

    private AssembledWeights with(WeightManifest manifest) {
        return new AssembledWeights(3, whole.payload(), manifest);
    }

    private static AssembledWeights assembled(List<WeightRecord> records) {
        WeightAssembler assembler = new WeightAssembler(Samples.RUN, WeightAssembler.DEFAULT_MAX_BYTES);
        return records.stream()
                .flatMap(record -> assembler.accept(record).stream())
                .map(AssembledWeights.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
