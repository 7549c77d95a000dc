package dev.millrace.workers.engines.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenFilters;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {

    private static final int END = 9;
    private static final int IMAGE = 8;
    private static final SamplingSettings PLAIN = new SamplingSettings(1, 1, 4);
    private static final PolicyInput PROMPT = new PolicyInput(Tokens.of(1, 2, 3), List.of(), List.of());

    private final AnswerCheck check = new AnswerCheck(new Letters(), new NoImages(), 10);

    /** Ids are letters from a. */
    private static final class Letters implements PromptFormat {

        @Override
        public EncodedPrompt encode(String text, List<EncodedImage> images) {
            return new EncodedPrompt.Ready(PROMPT);
        }

        @Override
        public String decode(Tokens tokens) {
            StringBuilder text = new StringBuilder();
            IntStream.of(tokens.toArray()).filter(id -> id != END).forEach(id -> text.append((char) ('a' + id)));
            return text.toString();
        }

        @Override
        public List<String> pieces(Tokens tokens) {
            return List.of();
        }

        @Override
        public Set<Integer> stopIds() {
            return Set.of(END);
        }
    }

    private static final class NoImages implements ServedForm {

        @Override
        public List<EncodedImage> images(PolicyInput input) {
            return List.of();
        }

        @Override
        public List<EncodedImage> strong(PolicyInput input, ViewSettings views, long seed) {
            return List.of();
        }

        @Override
        public List<EncodedImage> weak(PolicyInput input, ViewSettings views, long seed) {
            return List.of();
        }

        @Override
        public long viewSeed(long groupSeed) {
            return 0;
        }

        @Override
        public Tokens unexpanded(PolicyInput input) {
            return input.tokens();
        }

        @Override
        public boolean maySay(int id) {
            return id != IMAGE;
        }
    }

    private static List<Optional<Double>> logProbs(double... values) {
        List<Optional<Double>> all = new ArrayList<>();
        for (double value : values) {
            all.add(Optional.of(value));
        }
        return all;
    }

    private static RawAnswer answer(String finish, int... ids) {
        return answer(
                Tokens.of(ids), logProbs(IntStream.of(ids).mapToDouble(id -> -1).toArray()), finish);
    }

    private static RawAnswer answer(Tokens tokens, List<Optional<Double>> logProbs, String finish) {
        return new RawAnswer(
                0, tokens, logProbs, Optional.empty(), finish, Optional.empty(), OptionalInt.empty(), List.of());
    }

    private RefusalCause refused(RawAnswer answer, SamplingSettings settings) {
        RefusedReplyException refused =
                catchThrowableOfType(RefusedReplyException.class, () -> check.check(answer, prompt(), settings));
        assertThat(refused).as("%s is taken", answer).isNotNull();
        return refused.why();
    }

    private static ServedPrompt prompt() {
        return ServedPrompt.of(PROMPT, new NoImages(), List.of());
    }

    @Test
    void shouldTakeWhatEndedByItself() throws Exception {
        CheckedAnswer taken = check.check(answer("stop", 1, 2, END), prompt(), PLAIN);

        assertThat(taken.finish()).isEqualTo(FinishReason.END_OF_SEQUENCE);
        assertThat(taken.text()).isEqualTo("bc");
        assertThat(taken.logProbs().length()).isEqualTo(3);
    }

    @Test
    void shouldRefuseLogProbabilitiesThatCannotBeTrained() {
        Tokens two = Tokens.of(1, 2);
        List<Optional<Double>> missing = List.of(Optional.of(-1.0), Optional.empty());

        assertThat(refused(answer(two, logProbs(-1), "length"), PLAIN)).isEqualTo(RefusalCause.LOG_PROB_COUNT);
        assertThat(refused(answer(two, missing, "length"), PLAIN)).isEqualTo(RefusalCause.LOG_PROB_MISSING);
        assertThat(refused(answer(two, logProbs(-1, -9999), "length"), PLAIN)).isEqualTo(RefusalCause.LOG_PROB_MISSING);
        assertThat(refused(answer(two, logProbs(Double.NaN, -1), "length"), PLAIN))
                .isEqualTo(RefusalCause.LOG_PROB_NOT_FINITE);
        assertThat(refused(answer(two, logProbs(-1, Double.NEGATIVE_INFINITY), "length"), PLAIN))
                .isEqualTo(RefusalCause.LOG_PROB_NOT_FINITE);
        assertThat(refused(answer(two, logProbs(-1, 0.5), "length"), PLAIN))
                .isEqualTo(RefusalCause.LOG_PROB_ABOVE_ZERO);
    }

    @Test
    void shouldRefuseTokensThatCannotBe() {
        assertThat(refused(answer("stop"), PLAIN)).isEqualTo(RefusalCause.NO_TOKENS);
        assertThat(refused(answer("length", 1, 10), PLAIN)).isEqualTo(RefusalCause.UNKNOWN_TOKEN);
        assertThat(refused(answer("length", 1, IMAGE), PLAIN)).isEqualTo(RefusalCause.FORBIDDEN_TOKEN);
        assertThat(refused(answer("length", 1, 1, 1, 1, 1), PLAIN)).isEqualTo(RefusalCause.TOO_LONG);
    }

    @Test
    void shouldRefuseAnEndThatIsNotKnown() {
        assertThat(refused(answer("abort", 1, 2), PLAIN)).isEqualTo(RefusalCause.ABORTED);
        assertThat(refused(answer("", 1, 2), PLAIN)).isEqualTo(RefusalCause.FINISH_REASON);
        assertThat(refused(answer("stop", 1, 2), PLAIN)).isEqualTo(RefusalCause.FINISH_REASON);
        assertThat(refused(answer("length", 1, END), PLAIN)).isEqualTo(RefusalCause.FINISH_REASON);
    }

    @Test
    void shouldHoldAServerToStopTextsAndBadWords() throws Exception {
        SamplingSettings asked = new SamplingSettings(1, 1, 4, new TokenFilters(1, 0, 0, List.of("ff")), List.of("cd"));

        CheckedAnswer stopped = check.check(answer("stop", 1, 2, 3), prompt(), asked);

        assertThat(stopped.finish()).isEqualTo(FinishReason.STOP);
        assertThat(stopped.stopText()).contains("cd");
        assertThat(stopped.text()).isEqualTo("b");
        assertThat(refused(answer("length", 1, 2, 3, 4), asked)).isEqualTo(RefusalCause.STOP_TEXT);
        assertThat(refused(answer("length", 1, 5, 5, 1), asked)).isEqualTo(RefusalCause.BAD_WORD);
    }

    @Test
    void shouldRefuseAnotherPromptThanOurs() {
        RawAnswer other = new RawAnswer(
                0,
                Tokens.of(1),
                logProbs(-1),
                Optional.empty(),
                "length",
                Optional.of(Tokens.of(1, 2, 4)),
                OptionalInt.empty(),
                List.of());
        RawAnswer longer = new RawAnswer(
                0,
                Tokens.of(1),
                logProbs(-1),
                Optional.empty(),
                "length",
                Optional.empty(),
                OptionalInt.of(4),
                List.of());

        assertThat(refused(other, PLAIN)).isEqualTo(RefusalCause.PROMPT_TOKENS);
        assertThat(refused(longer, PLAIN)).isEqualTo(RefusalCause.PROMPT_TOKENS);
    }
}
