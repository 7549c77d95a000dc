package dev.millrace.models.mot.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Latents that see those at their own place of the image that is to be changed. */
class SourceTest {

    private static final FlowSettings SETTINGS = new FlowSettings(4, 2, 0.7, 1.5, 1);

    private final PolicyConfig plain = PolicyFixture.smallConfig().withDrawing(new DrawingConfig(4, 8, null));
    private final PolicyConfig seeing = plain.withDrawing(plain.requireDrawing().withSource());
    private final Map<String, Tensor> before = lively(ParameterLayout.initialize(plain, 5), "drawing.velocity.weight");
    private final FlowSampler sampler = new FlowSampler(PolicyFixture.TOKENIZER.special(), SourceTest::encode);
    private final ModelPrompt edit = PolicyFixture.prompt(plain, 1);
    private final ModelPrompt text = PolicyFixture.textPrompt(0);

    /** Something that depends on the image. */
    private static float[] encode(List<Pixels> images) {
        float[] latents = new float[images.size() * 32];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(images.get(i).toArray(), 0, latents, i * 32, 32);
        }
        return latents;
    }

    /** Values that are larger, or random where they were 0. */
    private static Map<String, Tensor> lively(Map<String, Tensor> tensors, String name) {
        Random random = new Random(9);
        tensors.computeIfPresent(name, (same, tensor) -> {
            float[] values = tensor.toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] == 0 ? (float) (0.1 * random.nextGaussian()) : 10 * values[i];
            }
            return Tensor.ofFloats(tensor.shape(), values);
        });
        return tensors;
    }

    /** The policy without, to which the layer is added. */
    private Map<String, Tensor> widened() {
        Map<String, Tensor> tensors = new TreeMap<>(before);
        ParameterLayout.initialize(seeing, 1).forEach(tensors::putIfAbsent);
        return tensors;
    }

    private Map<String, Tensor> trained() {
        Map<String, Tensor> tensors = widened();
        List.of("drawing.source.in.weight", "drawing.source.state", "drawing.source.kept.weight")
                .forEach(layer -> lively(tensors, layer));
        return tensors;
    }

    private List<List<Drawing>> draw(PolicyConfig config, Map<String, Tensor> tensors, ModelPrompt... prompts) {
        return draw(config, tensors, SETTINGS, prompts);
    }

    private List<List<Drawing>> draw(
            PolicyConfig config, Map<String, Tensor> tensors, FlowSettings settings, ModelPrompt... prompts) {
        try (PolicyWeights weights = PolicyWeights.of(config, PolicyVersion.INITIAL, tensors);
                WeightsLease lease = weights.lease()) {
            return sampler.draw(
                    lease,
                    List.of(prompts).stream()
                            .map(prompt -> new SamplingRequest(prompt, 7))
                            .toList(),
                    2,
                    settings);
        }
    }

    @Test
    void shouldDrawAsBeforeUntilTheLayerIsTrained() {
        List<List<Drawing>> without = draw(plain, before, edit, text);

        List<List<Drawing>> with = draw(seeing, widened(), edit, text);

        for (int prompt = 0; prompt < 2; prompt++) {
            assertThat(with.get(prompt).get(1).latents())
                    .containsExactly(without.get(prompt).get(1).latents());
        }
    }

    @Test
    void shouldSeeTheImageOfAnEditAndNoneElsewhere() {
        // Given a layer that was trained
        Map<String, Tensor> trained = trained();

        // When
        List<List<Drawing>> with = draw(seeing, trained, edit, text);

        // Then an edit is drawn otherwise than before, alike in any batch, and what has no image as before
        List<List<Drawing>> without = draw(plain, before, edit, text);
        assertThat(difference(with.get(0), without.get(0))).isGreaterThan(0.01);
        assertThat(difference(with.get(1), without.get(1))).isLessThan(1e-4);
        assertThat(difference(with.get(0), draw(seeing, trained, edit).get(0))).isLessThan(1e-4);
    }

    @Test
    void shouldGiveBackTheImageWhereAllIsKept() {
        // Given
        Map<String, Tensor> keeping = trained();
        keeping.computeIfPresent("drawing.source.kept.weight", (same, tensor) -> zero(tensor));
        keeping.put("drawing.source.kept.bias", Tensor.ofFloats(TensorShape.of(1), 1));

        // When nothing is left to chance and no other prompt pulls
        List<List<Drawing>> drawn = draw(seeing, keeping, new FlowSettings(4, 0, 0.7, 1, 1), edit, text);

        // Then
        float[] source = encode(List.of(edit.image().orElseThrow()));
        assertThat(drawn.get(0).get(0).latents()).containsExactly(source, within(1e-5f));
        assertThat(difference(
                        drawn.get(1),
                        draw(plain, before, new FlowSettings(4, 0, 0.7, 1, 1), text)
                                .get(0)))
                .isLessThan(1e-4);
    }

    @Test
    void shouldHoldWhatAnEditLeavesAloneToBeingKept() {
        // Given an edit that changes the third of four latents, and an image that is none
        PromptRows rows = ((Sources) SourceTest::encode).rows(seeing, List.of(edit, text));
        float[] latents = Arrays.copyOf(Objects.requireNonNull(rows.source()), 64);
        latents[2 * 8] += 1;

        // When a policy keeps nothing yet
        double with = loss(rows, latents, 1);

        // Then it is held to three of four latents of the edit, and to nothing of the other image
        KeptLatents kept = KeptLatents.of(rows, latents, seeing.requireDrawing());
        assertThat(Arrays.copyOf(kept.kept(), 4)).containsExactly(1, 1, 0, 1);
        assertThat(kept.counted()).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
        assertThat(with - loss(rows, latents, 0)).isCloseTo(0.75, within(1e-5));
    }

    /** With two noisy versions of each image. */
    private double loss(PromptRows rows, float[] latents, double keepWeight) {
        try (PolicyWeights weights = PolicyWeights.of(seeing, PolicyVersion.INITIAL, widened());
                WeightsLease lease = weights.lease();
                NoGradScope scope = NoGradScope.open()) {
            return FlowMatching.loss(
                            lease.transformer(), scope.manager(), rows, latents, 2, keepWeight, new SplittableRandom(4))
                    .getFloat();
        }
    }

    private static Tensor zero(Tensor tensor) {
        return Tensor.ofFloats(tensor.shape(), new float[(int) tensor.shape().elements()]);
    }

    private static double difference(List<Drawing> one, List<Drawing> other) {
        float[] a = one.get(0).latents();
        float[] b = other.get(0).latents();
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    @Test
    void shouldRecordTheDensitiesThatAreComputedAgain() {
        Map<String, Tensor> trained = trained();
        try (PolicyWeights weights = PolicyWeights.of(seeing, PolicyVersion.INITIAL, trained);
                WeightsLease lease = weights.lease()) {
            List<FlowPath> paths =
                    sampler.draw(lease, List.of(new SamplingRequest(edit, 3)), 2, SETTINGS).get(0).stream()
                            .map(drawing -> drawing.path().orElseThrow())
                            .toList();
            FlowBatch batch = new FlowBatch(seeing, List.of(paths));

            PromptRows rows = ((Sources) SourceTest::encode).rows(seeing, List.of(edit));
            float[] again = FlowForcing.logProbs(lease, rows, batch, PolicyFixture.TOKENIZER.special());

            for (int index = 0; index < 2; index++) {
                float[] recorded = paths.get(index).logProbs();
                for (int step = 0; step < recorded.length; step++) {
                    float scored = again[batch.row(0, index) * batch.columns() + step];
                    assertThat(Math.exp(scored - recorded[step])).isEqualTo(1, within(1e-5));
                }
            }
        }
    }

    @Test
    void shouldNotDrawByImagesThatNobodyEncoded() {
        try (PolicyWeights weights = PolicyWeights.of(seeing, PolicyVersion.INITIAL, widened());
                WeightsLease lease = weights.lease()) {
            List<SamplingRequest> requests = List.of(new SamplingRequest(edit, 3));
            FlowSampler unable = new FlowSampler(PolicyFixture.TOKENIZER.special());

            assertThatThrownBy(() -> unable.draw(lease, requests, 1, SETTINGS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nothing here encodes them");
            assertThatThrownBy(() -> new PromptRows(seeing, List.of(edit), new float[3]))
                    .hasMessageContaining("3 values are no latents of 1 images");
        }
    }
}
