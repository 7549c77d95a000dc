package dev.millrace.models.qwen.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.models.qwen.checkpoint.AdapterLayout;
import dev.millrace.models.qwen.checkpoint.AdapterStart;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.weights.AdapterForm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryTest {

    private static final AdapterForm FORM = new AdapterForm(2, 4, false, List.of("q_proj", "down_proj"), false);

    @TempDir
    private Path folder;

    private QwenModel model;
    private ParameterArrays base;
    private QwenNetwork bare;
    private Canary canary;

    @BeforeEach
    void load() {
        PolicyEngine.start(new EngineSettings(1, 1));
        ModelSource checkpoint = TinyQwen.windowed(folder);
        model = QwenModel.read(checkpoint);
        base = QwenFiles.of(checkpoint, model.config()).load();
        bare = network(Adapter.NONE);
        canary = Canary.of(bare);
    }

    @AfterEach
    void free() {
        bare.close();
        base.close();
    }

    @Test
    void shouldSeeNothingOfAnAdapterThatAddsNothing() {
        Canary.Reading reading = read(0);

        assertThat(reading.objection()).isEmpty();
        assertThat(reading.largestChange()).isZero();
    }

    @Test
    void shouldSeeAnAdapterThatAddsSomething() {
        Canary.Reading reading = read(0.1f);

        assertThat(reading.objection()).isEmpty();
        assertThat(reading.largestChange()).isPositive();
        assertThat(reading.digest()).isNotEqualTo(read(0).digest());
    }

    @Test
    void shouldKnowABoundAdapterWhoseChangeIsRoundedAway() {
        Canary.Reading reading = read(1e-12f);

        assertThat(reading.largestChange()).isZero();
        assertThat(reading.objection()).isEmpty();
    }

    @Test
    void shouldObjectToAnAdapterThatReachesNothing() {
        try (ParameterArrays arrays = adapter(0.1f)) {
            Canary.Reading reading =
                    canary.read(bare, Adapter.of(arrays, FORM.scale()), stronger -> network(Adapter.NONE));

            assertThat(reading.objection()).contains("it changes nothing that the base says, though its B are not 0");
        }
    }

    @Test
    void shouldObjectToAChangeThatAnAdapterCannotHaveMade() {
        try (ParameterArrays zero = adapter(0);
                ParameterArrays other = adapter(0.1f);
                QwenNetwork changed = network(Adapter.of(other, FORM.scale()))) {
            Canary.Reading reading = canary.read(changed, Adapter.of(zero, FORM.scale()), this::network);

            assertThat(reading.objection()).hasValueSatisfying(objection -> assertThat(objection)
                    .startsWith("its B are all 0, but it changes what the base says by up to "));
        }
    }

    @Test
    void shouldObjectToWhatIsNotFinite() {
        assertThat(read(Float.MAX_VALUE).objection()).hasValueSatisfying(objection -> assertThat(objection)
                .startsWith("with this adapter the log-probabilities of fixed tokens are not finite"));
    }

    private Canary.Reading read(float b) {
        try (ParameterArrays arrays = adapter(b);
                QwenNetwork network = network(Adapter.of(arrays, FORM.scale()))) {
            return canary.read(network, Adapter.of(arrays, FORM.scale()), this::network);
        }
    }

    private QwenNetwork network(Adapter adapter) {
        return new QwenNetwork(model.config(), base, adapter);
    }

    private ParameterArrays adapter(float b) {
        List<ParameterSpec> specs = AdapterLayout.of(model.config(), FORM);
        Map<String, Tensor> tensors = AdapterStart.of(specs, 1);
        tensors.replaceAll((name, tensor) -> name.endsWith(AdapterLayout.UP) ? filled(tensor, b) : tensor);
        return ParameterArrays.load(specs, tensors);
    }

    private static Tensor filled(Tensor tensor, float value) {
        float[] values = new float[(int) tensor.shape().elements()];
        Arrays.fill(values, value);
        return Tensor.ofFloats(tensor.shape(), values);
    }
}
