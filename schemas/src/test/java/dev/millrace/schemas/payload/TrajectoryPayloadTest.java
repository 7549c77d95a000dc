package dev.millrace.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrajectoryPayloadTest {

    private static final PackedInts TOKENS = PackedInts.of(5, 6);
    private static final PackedInts VERSIONS = PackedInts.of(3, 4);
    private static final PackedFloats LOG_PROBS = PackedFloats.of(-0.5f, -0.25f);
    private static final PackedFloats NONE = PackedFloats.of();
    private static final FlowArrays FLOW = flow(1, 0.5f, 0.25f, 0);

    private static Stream<Arguments> flawed() {
        PackedFloats nan = PackedFloats.of(0.5f, Float.NaN);
        return Stream.of(
                Arguments.of(answer(PackedInts.of(), NONE, NONE, PackedInts.of()), "it has no response token"),
                Arguments.of(
                        answer(TOKENS, LOG_PROBS, NONE, PackedInts.of(3)),
                        "policy_versions has 1 entries for 2 tokens"),
                Arguments.of(
                        answer(TOKENS, LOG_PROBS, NONE, PackedInts.of(3, -1)),
                        "policy_versions of token 1 is -1, which is below 0"),
                Arguments.of(answer(TOKENS, NONE, NONE, VERSIONS), "logprobs has 0 entries for 2 tokens"),
                Arguments.of(
                        answer(TOKENS, PackedFloats.of(-1, Float.NEGATIVE_INFINITY), NONE, VERSIONS),
                        "logprobs of token 1 is -Infinity"),
                Arguments.of(
                        answer(TOKENS, PackedFloats.of(-1, 0.5f), NONE, VERSIONS),
                        "logprobs of token 1 is 0.5, which is no logarithm of a probability"),
                Arguments.of(
                        answer(TOKENS, LOG_PROBS, PackedFloats.of(1), VERSIONS),
                        "entropies has 1 entries for 2 tokens"),
                Arguments.of(answer(TOKENS, LOG_PROBS, nan, VERSIONS), "entropies of token 1 is NaN"),
                Arguments.of(measured(PackedFloats.of(1), LOG_PROBS), "dependency.strong has 1 entries for 2 tokens"),
                Arguments.of(measured(PackedFloats.of(1, 2), nan), "dependency.weak of token 1 is NaN"),
                Arguments.of(
                        measured(PackedFloats.of(1, -1), PackedFloats.of(1, 1)),
                        "dependency.strong of token 1 is -1.0, which is below 0"));
    }

    @ParameterizedTest
    @MethodSource("flawed")
    void shouldNameTheFirstFlaw(TrajectoryPayload payload, String text) {
        assertThat(payload.flaw()).map(PayloadFlaw::text).contains(text);
        assertThat(payload.flaw()).map(PayloadFlaw::isNonFinite).contains(text.matches(".*(NaN|Infinity)"));
    }

    @Test
    void shouldTakeAnAnswerAndKnowItsVersions() {
        TrajectoryPayload payload = answer(TOKENS, LOG_PROBS, NONE, VERSIONS);

        assertThat(payload.flaw()).isEmpty();
        assertThat(payload.drawingFlaw()).isEmpty();
        assertThat(payload.length()).isEqualTo(2);
        assertThat(payload.oldestVersion()).isEqualTo(3);
        assertThat(payload.newestVersion()).isEqualTo(4);
    }

    @Test
    void shouldTakePartsThatBelongTogether() {
        assertThat(answer(TOKENS, NONE, NONE, PackedInts.of()).flawOfParts(2)).isEmpty();
        assertThat(answer(TOKENS, NONE, NONE, PackedInts.of(1)).flawOfParts(2))
                .contains(new PayloadFlaw.WrongLength(PayloadField.POLICY_VERSIONS, 1, 2));
    }

    private static Stream<Arguments> drawn() {
        return Stream.of(
                Arguments.of(drawn(TOKENS, FLOW, true), "it is an image and has 2 response tokens as well"),
                Arguments.of(
                        drawn(PackedInts.of(), FLOW, false),
                        "it has an image without its flow, or a flow without its image"),
                Arguments.of(
                        drawn(PackedInts.of(), flow(1, 0.5f, 0.5f, 0), true),
                        "the schedule of its flow does not fall at step 1: 0.5, then 0.5"),
                Arguments.of(
                        drawn(PackedInts.of(), flow(1, 0.5f, 0.25f), true),
                        "the schedule of its flow does not run from 1 to 0"),
                Arguments.of(
                        drawn(PackedInts.of(), flow(1, 0.5f, 0), true),
                        "its 2 recorded steps from step 0 on do not end before the last of the 2 steps of its schedule"),
                Arguments.of(
                        drawn(PackedInts.of(), new FlowArrays(FLOW.times(), 0, 1, 2, FLOW.latents()), true),
                        "its flow holds 3 latent values, but 2 steps of 1 tokens of 2 need 6"),
                Arguments.of(
                        drawn(
                                PackedInts.of(),
                                new FlowArrays(FLOW.times(), 0, 1, 1, PackedFloats.of(1, Float.NaN, 2)),
                                true),
                        "latent value 1 of its flow is NaN"));
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void shouldNameWhatIsWrongWithADrawing(TrajectoryPayload payload, String text) {
        assertThat(payload.drawingFlaw()).map(PayloadFlaw::text).contains(text);
    }

    @Test
    void shouldTakeDensitiesOfAnyKind() {
        TrajectoryPayload payload = drawn(PackedInts.of(), FLOW, true);

        assertThat(payload.drawingFlaw()).isEmpty();
        assertThat(payload.flaw()).isEmpty();
        assertThat(payload.length()).isEqualTo(2);
    }

    private static TrajectoryPayload answer(
            PackedInts tokens, PackedFloats logProbs, PackedFloats entropies, PackedInts versions) {
        return new TrajectoryPayload(tokens, logProbs, entropies, versions, Optional.empty(), Optional.empty(), false);
    }

    private static TrajectoryPayload measured(PackedFloats strong, PackedFloats weak) {
        return new TrajectoryPayload(
                TOKENS,
                LOG_PROBS,
                NONE,
                VERSIONS,
                Optional.of(new DependencyArrays(strong, weak)),
                Optional.empty(),
                false);
    }

    private static TrajectoryPayload drawn(PackedInts tokens, FlowArrays flow, boolean hasImage) {
        return new TrajectoryPayload(
                tokens, PackedFloats.of(7, 9), NONE, VERSIONS, Optional.empty(), Optional.of(flow), hasImage);
    }

    private static FlowArrays flow(float... times) {
        return new FlowArrays(PackedFloats.of(times), 0, 1, 1, PackedFloats.of(1, 2, 3));
    }
}
