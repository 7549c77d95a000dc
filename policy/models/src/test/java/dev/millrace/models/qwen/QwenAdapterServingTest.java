package dev.millrace.models.qwen;

import static dev.millrace.models.qwen.TinyTraining.ADAPTER;
import static dev.millrace.models.qwen.TinyTraining.COMPUTE;
import static dev.millrace.models.qwen.TinyTraining.SAMPLING;
import static dev.millrace.models.qwen.TinyTraining.batch;
import static dev.millrace.models.qwen.TinyTraining.input;
import static dev.millrace.models.qwen.TinyTraining.sample;
import static dev.millrace.models.qwen.TinyTraining.sampled;
import static dev.millrace.models.qwen.TinyTraining.settings;
import static dev.millrace.models.qwen.TinyTraining.step;
import static dev.millrace.models.qwen.TinyTraining.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.ForeignBaseException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.UpdateKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Low-rank adapters in what samples: as updates and as checkpoints, over the right base and over others. */
class QwenAdapterServingTest {

    @TempDir
    private Path folder;

    private ModelSource checkpoint;
    private PolicyFamily family;

    @BeforeEach
    void makeBase() {
        checkpoint = TinyQwen.windowed(folder);
        family = PolicyFamilies.found().of(checkpoint);
    }

    @Test
    void shouldServeACheckpointThatIsAnAdapterOverItsBase(@TempDir Path saved) throws IOException {
        PolicyInput input = input(checkpoint, "<image>what?");
        float[] trained;
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER));
                RolloutEngine engine = family.engine(checkpoint, COMPUTE)) {
            step(policy, batch(input, 1));
            write(policy.files(), saved);
            engine.apply(policy.update(new PolicyVersion(1)));
            trained = sampled(sample(engine, input));
        }
        ModelSource adapter = ModelSource.folder(saved);

        try (RolloutEngine engine = family.engine(adapter, COMPUTE)) {
            engine.apply(family.weights(adapter, PolicyVersion.INITIAL));

            assertThat(sampled(sample(engine, input))).isEqualTo(trained);
        }
    }

    @Test
    void shouldSampleWithWhatItHoldsWhileVersionsChange() {
        PolicyInput input = input(checkpoint, "what?");
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            RolloutEngine engine = family.engine(checkpoint, COMPUTE);
            engine.apply(policy.update(PolicyVersion.INITIAL));
            float[] initial = sampled(sample(engine, input));
            HeldRollouts held = engine.hold();
            step(policy, batch(input, 1));
            engine.apply(policy.update(new PolicyVersion(1)));
            float[] later = sampled(sample(engine, input));

            // The base must outlive the engine as long as a version over it is held.
            engine.close();
            try (held) {
                SampledGroup group = held.sample(List.of(new RolloutRequest(input, 11)), SAMPLING, Optional.empty())
                        .groups()
                        .get(0);
                assertThat(sampled(group)).isEqualTo(initial).isNotEqualTo(later);
            }
        }
    }

    @Test
    void shouldRefuseAnAdapterOfAnotherBase(@TempDir Path other) throws IOException {
        ModelSource foreign = TinyQwen.windowed(other);
        byte[] weights = Files.readAllBytes(other.resolve("model.safetensors"));
        weights[weights.length - 2] ^= 1;
        Files.write(other.resolve("model.safetensors"), weights);
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER));
                RolloutEngine engine = family.engine(foreign, COMPUTE)) {
            PolicyUpdate update = policy.update(PolicyVersion.INITIAL);

            assertThatThrownBy(() -> engine.apply(update))
                    .isInstanceOf(ForeignBaseException.class)
                    .hasMessageStartingWith("weights version 0 is an adapter over the weights " + policy.baseSha256()
                            + ", but those in " + other.resolve("model.safetensors") + " are ")
                    .hasMessageEndingWith("give policy.checkpoint the folder that it was trained with");
        }
    }

    @Test
    void shouldRefuseAnAdapterThatBindsToNothing() {
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER));
                RolloutEngine engine = family.engine(checkpoint, COMPUTE)) {
            PolicyUpdate elsewhere = renamed(policy, name -> name.replace("layers.1.", "layers.9."));
            PolicyUpdate tower = renamed(policy, name -> name.replace(TensorNames.LANGUAGE, TensorNames.VISION));

            assertThatThrownBy(() -> engine.apply(elsewhere))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageStartingWith("weights version 0 holds 'model.language_model.layers.9.mlp.down_proj"
                            + ".lora_A.weight', which belongs to no linear layer");
            assertThatThrownBy(() -> engine.apply(tower)).isInstanceOf(UpdateException.class);
            assertThat(engine.version()).isEmpty();
        }
    }

    private static PolicyUpdate renamed(TrainablePolicy policy, UnaryOperator<String> renaming) {
        Map<String, TensorSource> renamed = new TreeMap<>();
        policy.weights().forEach((name, tensor) -> renamed.put(renaming.apply(name), tensor));
        PolicyUpdate update = policy.update(PolicyVersion.INITIAL);
        return new PolicyUpdate(
                update.version(),
                update.family(),
                UpdateKind.ADAPTER,
                update.base(),
                update.architecture(),
                update.adapter(),
                TensorEncoder.encode(renamed));
    }
}
