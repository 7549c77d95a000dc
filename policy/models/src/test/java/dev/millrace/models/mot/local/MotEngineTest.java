package dev.millrace.models.mot.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.DrawnImage;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.WeightsDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MotEngineTest {

    private static final SamplingSettings THREE = new SamplingSettings(3, 1, 8);
    private static final FlowSettings FLOW = new FlowSettings(5, 2, 0.7, 1.5, 1);
    private static final PolicyUpdate THIRD = TinyDrawer.update(TinyDrawer.CONFIG, 3);

    private final MotEngine engine = TinyDrawer.engine();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldSayWhatThePolicyIsOnceItHasWeights() {
        // Given
        assertThat(engine.version()).isEmpty();
        assertThatThrownBy(engine::description)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no weights were applied yet, which say what the policy is");

        // When
        engine.apply(THIRD);

        // Then
        assertThat(engine.version()).contains(new PolicyVersion(3));
        assertThat(engine.description().family()).isEqualTo("mot");
        assertThat(engine.description().architecture()).isEqualTo(THIRD.architecture());
        assertThat(engine.description().maxResponseTokens()).isEqualTo(8);
        assertThat(engine.description().abilities())
                .containsExactlyInAnyOrder(
                        Ability.DRAWS, Ability.MEASURES_DEPENDENCY, Ability.GIVES_ENTROPIES, Ability.REPEATS_BY_SEED);
    }

    @Test
    void shouldHoldItsVersionToTheEndOfABatch() {
        // Given
        engine.apply(THIRD);
        SampledGroup before = answers(
                engine.sample(List.of(question(5)), THREE, Optional.empty()).groups());

        try (HeldRollouts held = engine.hold()) {
            // When
            engine.apply(TinyDrawer.update(TinyDrawer.CONFIG, 4));

            // Then
            assertThat(answers(held.sample(List.of(question(5)), THREE, Optional.empty())
                            .groups()))
                    .usingRecursiveComparison()
                    .ignoringFields("answers.by.timing")
                    .isEqualTo(before);
        }
        assertThat(answers(engine.sample(List.of(question(5)), THREE, Optional.empty())
                                .groups())
                        .answers())
                .extracting(SampledAnswer::versions)
                .allSatisfy(versions -> assertThat(versions.at(0)).isEqualTo(4));
    }

    @Test
    void shouldMeasureWhatIsAskedForAndSayHow() {
        // Given
        engine.apply(THIRD);
        DependencySettings settings = new DependencySettings(Divergence.K3, new ViewSettings(0.5, 0.05));

        // When
        List<SampledGroup> groups = engine.sample(List.of(about(image()), question(1)), THREE, Optional.of(settings))
                .groups();

        // Then
        GroupDependency measured = groups.get(0).dependency().orElseThrow();
        assertThat(measured.settings()).isEqualTo(settings);
        assertThat(measured.versions()).containsOnly(new PolicyVersion(3));
        assertThat(measured.answers()).hasSize(3);
        assertThat(groups.get(1).dependency()).isEmpty();
    }

    @Test
    void shouldDrawWithAndWithoutChance() {
        // Given
        engine.apply(THIRD);

        // When
        List<DrawnImage> drawn =
                engine.draw(List.of(question(5)), 2, FLOW).groups().get(0);
        List<DrawnImage> deterministic = engine.draw(List.of(question(5)), 2, FLOW.deterministic())
                .groups()
                .get(0);

        // Then
        assertThat(drawn).hasSize(2).allSatisfy(image -> {
            assertThat(PngCodec.decode(image.image()).width()).isEqualTo(8);
            assertThat(image.path().orElseThrow().window()).isEqualTo(2);
            assertThat(image.versions()).isEqualTo(TokenVersions.of(3, 3));
        });
        assertThat(deterministic).allSatisfy(image -> assertThat(image.path()).isEmpty());
    }

    @Test
    void shouldRefuseToDrawWhereThePolicyOnlyAnswers() {
        engine.apply(TinyDrawer.update(TinyDrawer.answering(), 1));

        assertThat(engine.description().can(Ability.DRAWS)).isFalse();
        assertThatThrownBy(() -> engine.draw(List.of(question(5)), 2, FLOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this policy only answers");
    }

    @Test
    void shouldRefuseATensorWithAnotherChecksumAndServeOn() {
        // Given
        engine.apply(TinyDrawer.update(TinyDrawer.CONFIG, 2));
        Map<String, Long> checksums = new TreeMap<>(THIRD.tensors().digest().tensors());
        String first = checksums.keySet().iterator().next();
        checksums.merge(first, 1L, (checksum, one) -> checksum ^ one);
        PolicyUpdate damaged = with(
                THIRD.architecture(),
                new EncodedTensors(
                        new WeightsDigest(THIRD.tensors().sha256(), checksums),
                        THIRD.tensors().shards()));

        // When, then
        assertThatThrownBy(() -> engine.apply(damaged))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("version 3")
                .hasMessageContaining(first);
        assertThat(engine.version()).contains(new PolicyVersion(2));
    }

    @Test
    void shouldRefuseAnArchitectureThatItCannotRead() {
        assertThatThrownBy(() -> engine.apply(with("{}", THIRD.tensors())))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("weights version 3: its architecture cannot be read");
    }

    @Test
    void shouldRefuseAnotherArchitectureInMidRun() {
        engine.apply(THIRD);
        String other = THIRD.architecture().replace("\"maxResponseTokens\":8", "\"maxResponseTokens\":9");

        assertThatThrownBy(() -> engine.apply(with(other, THIRD.tensors())))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("but the run began with");
    }

    @Test
    void shouldRefuseAnAdapterAndAnotherFamily() {
        PolicyUpdate adapter = PolicyUpdate.adapter(
                new PolicyVersion(1),
                "mot",
                "ab",
                THIRD.architecture(),
                new AdapterForm(4, 8, false, List.of("q_proj"), false),
                THIRD.tensors());
        PolicyUpdate foreign = PolicyUpdate.full(new PolicyVersion(1), "qwen", THIRD.architecture(), THIRD.tensors());

        assertThatThrownBy(() -> engine.apply(adapter))
                .isInstanceOf(UpdateException.class)
                .hasMessage("weights version 1 is ADAPTER of the family mot, but only FULL of mot can be served");
        assertThatThrownBy(() -> engine.apply(foreign))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("of the family qwen");
    }

    @Test
    void shouldRefuseAnAutoencoderOfOtherLatents() {
        PolicyConfig other = TinyDrawer.answering().withDrawing(new DrawingConfig(2, 4, null));

        assertThatThrownBy(() -> engine.apply(TinyDrawer.update(other, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the policy draws 2 latent tokens of 4 values, but the autoencoder decodes 1 of 4");
        assertThat(engine.version()).isEmpty();
    }

    @Test
    void shouldRefuseAnotherAutoencoderOfTheSameLatents() {
        PolicyConfig other = TinyDrawer.answering().withDrawing(new DrawingConfig(1, 4, null));

        assertThatThrownBy(() -> engine.apply(TinyDrawer.update(other, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(DrawingConfig.SHIPPED_AUTOENCODER)
                .hasMessageContaining(TinyDrawer.CONFIG.requireDrawing().autoencoder());
    }

    @Test
    void shouldNotAskForAnAutoencoderWhereThePolicyOnlyAnswers() {
        try (MotEngine answering = new MotEngine(
                TinyDrawer.TOKENIZER,
                (encoded, source) -> {
                    throw new AssertionError(source);
                },
                drawing -> {
                    throw new AssertionError(drawing);
                },
                Clock.systemUTC())) {
            answering.apply(TinyDrawer.update(TinyDrawer.answering(), 1));

            assertThat(answering.version()).isPresent();
        }
    }

    private static PolicyUpdate with(String architecture, EncodedTensors tensors) {
        return PolicyUpdate.full(new PolicyVersion(3), "mot", architecture, tensors);
    }

    private static SampledGroup answers(List<SampledGroup> groups) {
        return groups.get(0);
    }

    private RolloutRequest question(long seed) {
        return new RolloutRequest(
                engine.format().encode("what digit is shown ?", List.of()).orThrow(), seed);
    }

    private RolloutRequest about(EncodedImage image) {
        return new RolloutRequest(
                engine.format()
                        .encode("<image> what digit is shown ?", List.of(image))
                        .orThrow(),
                7);
    }

    private static EncodedImage image() {
        byte[] rgb = new byte[8 * 8 * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 7);
        }
        return PngCodec.encode(RgbImage.of(8, 8, rgb));
    }
}
