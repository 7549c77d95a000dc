package dev.millrace.models.mot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.local.MotEngine;
import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.DrawingBatch;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An edit by a policy whose latents see what they change: drawn by a worker, trained on by a learner. */
class EditedRolloutTest {

    private static final PolicyConfig CONFIG = PolicyConfig.answering(
                    1, 16, 2, 32, 32, 8, 3, PolicyFixture.TOKENIZER.vocabularySize(), 16, 8, false)
            .withDrawing(new DrawingConfig(16, 16, null, true));

    private final Map<String, Tensor> tensors = trained();

    private static Map<String, Tensor> trained() {
        Random random = new Random(4);
        Map<String, Tensor> tensors = ParameterLayout.initialize(CONFIG, 3);
        for (String name : List.of("drawing.source.in.weight", "drawing.velocity.weight")) {
            tensors.computeIfPresent(name, (same, tensor) -> {
                float[] values = tensor.toFloats();
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (0.3 * random.nextGaussian());
                }
                return Tensor.ofFloats(tensor.shape(), values);
            });
        }
        return tensors;
    }

    private static RgbImage image(int seed) {
        byte[] bytes = new byte[32 * 32 * 3];
        new Random(seed).nextBytes(bytes);
        return RgbImage.of(32, 32, bytes);
    }

    @Test
    void shouldGiveTheLearnerTheDensitiesThatTheWorkerRecorded() {
        try (RolloutEngine engine = new MotEngine(
                        PolicyFixture.TOKENIZER,
                        ImageDecoder.PNG,
                        drawing -> Autoencoder.shipped(),
                        Clock.systemUTC());
                TrainablePolicy policy = MotTrainable.open(
                        new SavedModel(CONFIG, tensors),
                        PolicyFixture.TOKENIZER.special(),
                        ImageDecoder.PNG,
                        new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, Adaptation.FULL, true))) {
            // Given what a worker drew of one image
            engine.apply(PolicyUpdate.full(
                    PolicyVersion.INITIAL,
                    PolicyConfig.FAMILY,
                    Architecture.toJson(CONFIG),
                    TensorEncoder.encode(tensors)));
            PolicyInput one = edit(engine, image(1));
            List<FlowPath> drawn = draw(engine, one);

            // When the learner scores it, and as if it were of another
            float[] scored = policy.logProbs(batch(one, drawn));
            float[] ofAnother = policy.logProbs(batch(edit(engine, image(2)), drawn));

            // Then every ratio is 1, and the image decided what was drawn
            int next = 0;
            for (FlowPath path : drawn) {
                for (float recorded : path.logProbs()) {
                    assertThat(Math.exp(scored[next] - recorded)).isEqualTo(1, within(1e-4));
                    next++;
                }
            }
            assertThat(next).isEqualTo(scored.length).isEqualTo(4);
            assertThat(Math.abs(ofAnother[0] - scored[0])).isGreaterThan(1e-3f);
        }
    }

    private static DrawingBatch batch(PolicyInput prompt, List<FlowPath> drawn) {
        return new DrawingBatch(List.of(new DrawingBatch.Group(prompt, drawn)), Optional.empty(), 1);
    }

    private static PolicyInput edit(RolloutEngine engine, RgbImage image) {
        return engine.format()
                .encode("<image>make the 3 red", List.of(PngCodec.encode(image)))
                .orThrow();
    }

    private static List<FlowPath> draw(RolloutEngine engine, PolicyInput prompt) {
        return engine
                .draw(List.of(new RolloutRequest(prompt, 5)), 2, new FlowSettings(4, 2, 0.7, 1, 1))
                .groups()
                .get(0)
                .stream()
                .map(image -> image.path().orElseThrow())
                .toList();
    }
}
