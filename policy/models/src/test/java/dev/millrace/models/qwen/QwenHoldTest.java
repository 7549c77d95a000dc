package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.Rollouts;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch keeps the version that it began with, and a version lives as long as somebody samples with it. */
class QwenHoldTest {

    private static final SamplingSettings SETTINGS = new SamplingSettings(2, 1, 6);

    private RolloutEngine engine;
    private PolicyUpdate first;
    private PolicyUpdate second;

    @BeforeEach
    void open(@TempDir Path folder) {
        ModelSource checkpoint = TinyQwen.deepstack(folder);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        engine = family.engine(checkpoint, new ComputeSettings(1));
        first = family.weights(checkpoint, new PolicyVersion(1));
        second = stronger(first, 2);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** The same weights times 1.5. */
    private static PolicyUpdate stronger(PolicyUpdate update, long version) {
        Map<String, Tensor> tensors = new TreeMap<>();
        update.tensors().read(update.name(), (name, values) -> {
            Tensor tensor = Tensor.copyOf(values);
            float[] all = tensor.toFloats();
            for (int i = 0; i < all.length; i++) {
                all[i] *= 1.5f;
            }
            tensors.put(name, Tensor.ofFloats(tensor.shape(), all));
        });
        return PolicyUpdate.full(
                new PolicyVersion(version), update.family(), update.architecture(), TensorEncoder.encode(tensors));
    }

    @Test
    void shouldKeepTheVersionThatABatchBeganWith() {
        engine.apply(first);
        List<SampledAnswer> before = sample(engine);

        try (HeldRollouts held = engine.hold()) {
            engine.apply(second);
            List<SampledAnswer> within = sample(held);

            assertThat(within).extracting(SampledAnswer::tokens).isEqualTo(tokens(before));
            assertThat(within).extracting(SampledAnswer::logProbs).isEqualTo(logProbs(before));
            assertThat(within).allMatch(answer -> answer.versions().at(0) == 1);
        }
        assertThat(sample(engine)).allMatch(answer -> answer.versions().at(0) == 2);
        assertThat(logProbs(sample(engine))).isNotEqualTo(logProbs(before));
    }

    @Test
    void shouldSampleToItsEndThoughTheEngineHasGoneOnTwice() {
        engine.apply(first);
        List<SampledAnswer> before = sample(engine);
        try (HeldRollouts oldest = engine.hold()) {
            engine.apply(second);
            try (HeldRollouts middle = engine.hold()) {
                engine.apply(stronger(second, 3));

                assertThat(tokens(sample(oldest))).isEqualTo(tokens(before));
                assertThat(sample(middle)).allMatch(answer -> answer.versions().at(0) == 2);
            }
        }
        assertThat(engine.version()).contains(new PolicyVersion(3));
    }

    @Test
    void shouldLetGoOnceHoweverOftenItIsClosed() {
        engine.apply(first);
        List<SampledAnswer> before = sample(engine);
        HeldRollouts held = engine.hold();

        for (int i = 0; i < 3; i++) {
            held.close();
        }

        assertThat(tokens(sample(engine))).isEqualTo(tokens(before));
        assertThatThrownBy(() -> sample(held))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void shouldHoldNothingBeforeTheFirstVersion() {
        assertThatThrownBy(engine::hold)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no weights were applied yet");
    }

    private List<SampledAnswer> sample(Rollouts rollouts) {
        RolloutRequest request =
                new RolloutRequest(engine.format().encode("what?", List.of()).orThrow(), 11);
        return rollouts.sample(List.of(request), SETTINGS, Optional.empty())
                .groups()
                .get(0)
                .answers();
    }

    private static List<?> tokens(List<SampledAnswer> answers) {
        return answers.stream().map(SampledAnswer::tokens).toList();
    }

    private static List<?> logProbs(List<SampledAnswer> answers) {
        return answers.stream().map(SampledAnswer::logProbs).toList();
    }
}
