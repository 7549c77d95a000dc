package dev.millrace.models.mot.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import dev.millrace.policy.drawing.FlowSchedule;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.SpecialTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowSamplerTest {

    private static final int GROUP = 3;
    private static final FlowSettings SETTINGS = new FlowSettings(6, 3, 0.7, 1, 1);

    private final SpecialTokens special = PolicyFixture.TOKENIZER.special();
    private final PolicyConfig config = PolicyFixture.smallConfig().withDrawing(new DrawingConfig(4, 8, null));
    private final PolicyWeights weights = lively(config);
    private final FlowSampler sampler = new FlowSampler(special);
    private final List<SamplingRequest> requests = List.of(
            new SamplingRequest(PolicyFixture.textPrompt(0), 11),
            new SamplingRequest(PolicyFixture.prompt(config, 1), 12),
            new SamplingRequest(PolicyFixture.textPrompt(2), 13));

    /** Weights with a velocity that is not almost zero, as a fresh one is. */
    private static PolicyWeights lively(PolicyConfig config) {
        Map<String, Tensor> tensors = ParameterLayout.initialize(config, 5);
        tensors.computeIfPresent("drawing.velocity.weight", (name, velocity) -> {
            float[] values = velocity.toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 10;
            }
            return Tensor.ofFloats(velocity.shape(), values);
        });
        return PolicyWeights.of(config, PolicyVersion.INITIAL, tensors);
    }

    @AfterEach
    void free() {
        weights.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2.5})
    void shouldRecordTheDensitiesThatAreComputedAgain(double guidance) {
        try (WeightsLease lease = weights.lease()) {
            // Given drawings
            FlowSettings guided = new FlowSettings(6, 3, 0.7, guidance, 1);
            List<List<FlowPath>> paths = paths(sampler.draw(lease, requests, GROUP, guided));

            // When all their steps are scored in one pass by the same weights
            FlowBatch batch = new FlowBatch(config, paths);
            float[] again = FlowForcing.logProbs(lease, new PromptRows(config, prompts()), batch, special);

            // Then every ratio is 1
            for (int prompt = 0; prompt < paths.size(); prompt++) {
                for (int index = 0; index < GROUP; index++) {
                    float[] recorded = paths.get(prompt).get(index).logProbs();
                    for (int step = 0; step < recorded.length; step++) {
                        float scored = again[batch.row(prompt, index) * batch.columns() + step];
                        assertThat(Math.exp(scored - recorded[step])).isEqualTo(1, within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void shouldDrawTheSameAgain() {
        try (WeightsLease lease = weights.lease()) {
            List<List<Drawing>> once = sampler.draw(lease, requests, GROUP, SETTINGS);
            List<List<Drawing>> twice = sampler.draw(lease, requests, GROUP, SETTINGS);

            assertThat(paths(twice)).isEqualTo(paths(once));
            assertThat(latents(twice)).isDeepEqualTo(latents(once));
        }
    }

    @Test
    void shouldDependOnItsOwnPromptAlone() {
        try (WeightsLease lease = weights.lease()) {
            float[][] together = latents(sampler.draw(lease, requests, GROUP, SETTINGS));
            float[][] alone = latents(sampler.draw(lease, requests.subList(1, 2), GROUP, SETTINGS));

            for (int index = 0; index < GROUP; index++) {
                assertThat(together[GROUP + index])
                        .usingComparatorWithPrecision(1e-4f)
                        .containsExactly(alone[index]);
            }
            assertThat(alone[0]).isNotEqualTo(alone[1]);
        }
    }

    @Test
    void shouldTakeChanceOnlyFromTheFirstNoiseWhenDeterministic() {
        try (WeightsLease lease = weights.lease()) {
            List<List<Drawing>> drawn = sampler.draw(lease, requests, GROUP, SETTINGS.deterministic());

            assertThat(drawn).allSatisfy(group -> assertThat(group)
                    .allSatisfy(drawing -> assertThat(drawing.path()).isEmpty()));
        }
    }

    @Test
    void shouldPutWindowsOfAGroupInOnePlaceBeforeTheLastStep() {
        try (WeightsLease lease = weights.lease()) {
            List<SamplingRequest> many = new ArrayList<>();
            for (int seed = 0; seed < 24; seed++) {
                many.add(new SamplingRequest(PolicyFixture.textPrompt(0), seed));
            }
            List<List<FlowPath>> paths = paths(sampler.draw(lease, many, 2, SETTINGS));

            assertThat(paths).allSatisfy(group -> assertThat(group)
                    .extracting(FlowPath::windowBegin)
                    .containsOnly(group.get(0).windowBegin()));
            assertThat(paths.stream().map(group -> group.get(0).windowBegin()).distinct())
                    .containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    void shouldPadGroupsOfDifferentSizes() {
        try (WeightsLease lease = weights.lease()) {
            List<List<FlowPath>> paths = new ArrayList<>(paths(sampler.draw(lease, requests, GROUP, SETTINGS)));
            paths.set(1, paths.get(1).subList(0, 1));
            FlowBatch padded = new FlowBatch(config, paths);

            float[] scored = FlowForcing.logProbs(lease, new PromptRows(config, prompts()), padded, special);

            assertThat(padded.steps()).isEqualTo(7 * 3);
            assertThat(padded.mask()[padded.row(1, 1) * 3]).isZero();
            assertThat(scored[padded.row(1, 0) * 3])
                    .isCloseTo(paths.get(1).get(0).logProbs()[0], within(1e-5f));
        }
    }

    @Test
    void shouldRefuseAPolicyThatOnlyAnswers() {
        try (PolicyWeights answering = PolicyWeights.initialize(PolicyFixture.smallConfig(), 1);
                WeightsLease lease = answering.lease()) {
            assertThatThrownBy(() -> sampler.draw(lease, requests, GROUP, SETTINGS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only answers");
        }
    }

    @Test
    void shouldRefuseRecordsThatDoNotBelongTogether() {
        FlowSchedule schedule = FlowSchedule.of(4, 1);
        float[] latents = new float[3 * 8];

        assertThatThrownBy(() -> new FlowPath(schedule, 2, latents, new float[2], 0.7, 1))
                .hasMessageContaining("a window of 2 steps from step 2 does not fit a schedule of 4 steps");
        assertThatThrownBy(() -> new FlowPath(schedule, 0, latents, new float[4], 0.7, 1))
                .hasMessageContaining("does not fit");
        assertThatThrownBy(() -> new FlowPath(schedule, 0, new float[25], new float[2], 0.7, 1))
                .hasMessageContaining("25 latent values");
        assertThatThrownBy(() -> new FlowPath(schedule, 0, latents, new float[] {0, Float.NaN}, 0.7, 1))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new FlowBatch(
                        config, List.of(List.of(new FlowPath(schedule, 0, latents, new float[2], 0.7, 1)))))
                .hasMessageContaining("latents of 8 values, but the policy draws 32");
    }

    private List<ModelPrompt> prompts() {
        return requests.stream().map(SamplingRequest::prompt).toList();
    }

    private static List<List<FlowPath>> paths(List<List<Drawing>> drawn) {
        return drawn.stream()
                .map(group -> group.stream()
                        .map(drawing -> drawing.path().orElseThrow())
                        .toList())
                .toList();
    }

    private static float[][] latents(List<List<Drawing>> drawn) {
        return drawn.stream().flatMap(List::stream).map(Drawing::latents).toArray(float[][]::new);
    }

    @Test
    void shouldBeginAGroupWithTheNoiseItShares() {
        try (WeightsLease lease = weights.lease()) {
            FlowSettings shared = new FlowSettings(6, 2, 2, 0.7, 1, 1, true);

            List<List<FlowPath>> together = paths(sampler.draw(lease, requests, GROUP, shared));
            List<List<FlowPath>> apart = paths(sampler.draw(lease, requests, GROUP, SETTINGS));

            for (List<FlowPath> group : together) {
                assertThat(group).extracting(FlowPath::windowBegin).containsOnly(0);
                assertThat(latent(group.get(1), 0)).containsExactly(latent(group.get(0), 0));
                assertThat(latent(group.get(1), 1)).isNotEqualTo(latent(group.get(0), 1));
            }
            assertThat(latent(apart.get(0).get(1), 0))
                    .isNotEqualTo(latent(apart.get(0).get(0), 0));
        }
    }

    private static float[] latent(FlowPath path, int step) {
        float[] values = new float[path.latentValues()];
        path.copyLatents(step, values, 0);
        return values;
    }

    @Test
    void shouldRefuseAWindowThatDoesNotFit() {
        assertThatThrownBy(() -> new FlowSettings(6, 3, 2, 0.7, 1, 1, true))
                .hasMessage("window_range must be from window (3) to below steps (6), not 2");
        assertThatThrownBy(() -> new FlowSettings(6, 3, 6, 0.7, 1, 1, true)).hasMessageContaining("window_range");
    }
}
