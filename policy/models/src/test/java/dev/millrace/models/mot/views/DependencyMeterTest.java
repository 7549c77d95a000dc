package dev.millrace.models.mot.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.Sampler;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.models.mot.sampling.Traced;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.TokenValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DependencyMeterTest {

    private static final double TEMPERATURE = 1.3;
    private static final PerturbedViews VIEWS = new PerturbedViews(0.5, 0.05);

    private final PolicyConfig config = PolicyFixture.smallConfig();
    private final List<SamplingRequest> requests = List.of(
            new SamplingRequest(PolicyFixture.prompt(config, 0), 100),
            new SamplingRequest(PolicyFixture.textPrompt(1), 101),
            new SamplingRequest(PolicyFixture.prompt(config, 2), 102));
    private PolicyWeights weights;
    private Traced sampled;
    private List<List<Completion>> completions;

    @BeforeEach
    void sample() {
        weights = PolicyFixture.sharpWeights(config, 9);
        try (WeightsLease lease = weights.lease()) {
            sampled = new Sampler(PolicyFixture.TOKENIZER.special())
                    .trace(lease, requests, new SamplingSettings(3, TEMPERATURE, 12));
            completions = sampled.completions();
        }
    }

    @AfterEach
    void close() {
        weights.close();
    }

    @Test
    void shouldReproduceTheVectors() throws IOException {
        JsonNode vector = vectors().get("kl");
        JsonNode sampled = vector.get("sampled");
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray given = logDistribution(scope, vector.get("logits"));
            NDArray strong = logDistribution(scope, vector.get("logits_strong"));
            NDArray weak = logDistribution(scope, vector.get("logits_weak"));

            float[] dependency = ViewComparison.fullVocabulary(given, strong).toFloatArray();
            float[] inconsistency = ViewComparison.fullVocabulary(given, weak).toFloatArray();

            for (int t = 0; t < dependency.length; t++) {
                assertThat((double) dependency[t])
                        .isCloseTo(vector.get("visual_dependency").get(t).asDouble(), within(1e-6));
                assertThat((double) inconsistency[t])
                        .isCloseTo(vector.get("visual_inconsistency").get(t).asDouble(), within(1e-6));
                int token = sampled.get(t).asInt();
                assertThat(Divergence.k3(given.getFloat(t, token), strong.getFloat(t, token)))
                        .isCloseTo(vector.get("k3_strong").get(t).asDouble(), within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Divergence.class)
    void shouldMeasureWhatTwoPlainPassesGive(Divergence estimator) {
        List<Optional<MeasuredGroup>> measured = measure(VIEWS, estimator, requests, sampled);

        assertThat(measured.get(1)).isEmpty();
        for (int prompt : new int[] {0, 2}) {
            MeasuredGroup group = measured.get(prompt).orElseThrow();
            ModelPrompt asked = requests.get(prompt).prompt();
            ModelPrompt masked =
                    asked.withImage(VIEWS.strong(asked.image().orElseThrow(), config.patchSize(), group.seed()));
            for (int index = 0; index < 3; index++) {
                Completion completion = completions.get(prompt).get(index);
                float[] strong = group.responses().get(index).strong().toArray();
                assertThat(strong).hasSize(completion.tokens().length());
                for (int t = 0; t < strong.length; t++) {
                    double expected = plain(asked, masked, completion, t, estimator);
                    assertThat((double) strong[t]).isCloseTo(expected, within(2e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Divergence.class)
    void shouldMeasureAResponseByItselfAlone(Divergence estimator) {
        MeasuredGroup together =
                measure(VIEWS, estimator, requests, sampled).get(2).orElseThrow();
        for (int index = 0; index < 3; index++) {
            MeasuredGroup alone = measure(VIEWS, estimator, List.of(requests.get(2)), traced(2, index))
                    .get(0)
                    .orElseThrow();

            assertThat(alone.responses().get(0).strong().toArray())
                    .containsExactly(together.responses().get(index).strong().toArray(), within(1e-4f));
            assertThat(alone.responses().get(0).weak().toArray())
                    .containsExactly(together.responses().get(index).weak().toArray(), within(1e-4f));
        }
    }

    @Test
    void shouldMeasureEqualResponsesAlike() {
        Completion other = completions.get(0).get(1);

        MeasuredGroup group = measure(VIEWS, Divergence.FULL_VOCABULARY, List.of(requests.get(0)), traced(0, 0, 1, 0))
                .get(0)
                .orElseThrow();

        assertThat(group.responses()).hasSize(3);
        assertThat(group.responses().get(2)).isEqualTo(group.responses().get(0));
        assertThat(group.responses().get(1).strong().length())
                .isEqualTo(other.tokens().length());
    }

    @Test
    void shouldSeeNoDependencyWhereTheViewIsTheImage() {
        PerturbedViews identical = new PerturbedViews(1e-300, 1e-30);

        for (Optional<MeasuredGroup> group : measure(identical, Divergence.FULL_VOCABULARY, requests, sampled)) {
            group.ifPresent(measured -> measured.responses().forEach(response -> {
                assertThat(largest(response.strong())).isLessThan(1e-5f);
                assertThat(largest(response.weak())).isLessThan(1e-5f);
            }));
        }
    }

    private static float largest(TokenValues values) {
        float largest = 0;
        for (float value : values.toArray()) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** Some of the responses to one request, with their states. */
    private Traced traced(int request, int... indices) {
        return new Traced(
                List.of(Arrays.stream(indices)
                        .mapToObj(completions.get(request)::get)
                        .toList()),
                List.of(Arrays.stream(indices)
                        .mapToObj(sampled.states().get(request)::get)
                        .toList()));
    }

    private List<Optional<MeasuredGroup>> measure(
            PerturbedViews views, Divergence estimator, List<SamplingRequest> asked, Traced responses) {
        try (WeightsLease lease = weights.lease()) {
            return new DependencyMeter(PolicyFixture.TOKENIZER.special(), views, estimator)
                    .measure(lease, asked, responses, TEMPERATURE);
        }
    }

    private double plain(ModelPrompt asked, ModelPrompt masked, Completion completion, int t, Divergence estimator) {
        float[] given = distribution(asked, completion, t);
        float[] other = distribution(masked, completion, t);
        int token = completion.tokens().at(t);
        if (estimator == Divergence.K3) {
            return Divergence.k3(given[token], other[token]);
        }
        double divergence = 0;
        for (int v = 0; v < given.length; v++) {
            divergence += Math.exp(given[v]) * (given[v] - other[v]);
        }
        return divergence;
    }

    private float[] distribution(ModelPrompt prompt, Completion completion, int t) {
        try (NoGradScope scope = NoGradScope.open();
                WeightsLease lease = weights.lease()) {
            return TeacherForcing.score(
                            lease.transformer(),
                            scope.manager(),
                            new PromptRows(config, List.of(prompt)),
                            new ResponseBatch(
                                    config, PolicyFixture.TOKENIZER.special(), List.of(List.of(completion.tokens()))),
                            TEMPERATURE)
                    .logDistribution()
                    .get(t)
                    .toFloatArray();
        }
    }

    private static NDArray logDistribution(NoGradScope scope, JsonNode rows) {
        float[] values = new float[rows.size() * rows.get(0).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float)
                    rows.get(i / rows.get(0).size()).get(i % rows.get(0).size()).asDouble();
        }
        return scope.manager()
                .create(values, new Shape(rows.size(), rows.get(0).size()))
                .logSoftmax(1);
    }

    private static JsonNode vectors() throws IOException {
        try (InputStream in = DependencyMeterTest.class.getResourceAsStream("/vectors/dependency.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
    }
}
