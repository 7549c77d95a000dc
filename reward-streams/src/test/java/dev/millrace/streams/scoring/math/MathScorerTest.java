package dev.millrace.streams.scoring.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.testing.AnswerTable;
import dev.millrace.testing.AnswerTable.Row;
import dev.millrace.testing.AnswerTable.Same;
import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The scorer does what docs/math.md says, row by row, and ends on whatever it is given. */
class MathScorerTest {

    private static final String ROWS = "dev.millrace.testing.AnswerTable#math";
    private static final MathScorer SCORER = new MathScorer(MathConfig.defaults());

    @Test
    void shouldHaveManyRowsOfEachKind() {
        assertThat(AnswerTable.math().map(Row::same))
                .contains(Same.YES, Same.NO, Same.ABSTAINS)
                .hasSizeGreaterThan(200);
    }

    @ParameterizedTest
    @MethodSource(ROWS)
    void shouldScore(Row row) {
        // When
        Verdict verdict = SCORER.score(sample("<think> so </think> " + row.answer(), row.reference()));

        // Then
        if (row.same() == Same.ABSTAINS) {
            assertThat(verdict).isInstanceOf(Verdict.Abstained.class);
        } else {
            assertThat(value(verdict)).isEqualTo(row.same() == Same.YES ? 1.0 : 0.0);
        }
    }

    /** Whatever can be compared is itself, with marks around it and without. */
    @ParameterizedTest
    @MethodSource(ROWS)
    void shouldTakeAReferenceAsItsOwnAnswer(Row row) {
        if (row.same() != Same.ABSTAINS) {
            assertThat(value(SCORER.score(sample(row.reference(), row.reference()))))
                    .isEqualTo(1.0);
        }
        if (row.same() != Same.ABSTAINS && !row.reference().contains("<answer>")) {
            assertThat(value(SCORER.score(
                            sample("<think> so </think> <answer>" + row.reference() + "</answer>", row.reference()))))
                    .isEqualTo(1.0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "any; 5; 1",
                "any; <answer>5</answer>; 1",
                "boxed; 5; 0",
                "boxed; \\boxed{5}; 1",
                "boxed; <answer>5</answer>; 0",
                "tag; 5; 0",
                "tag; \\boxed{5}; 0",
                "tag; <answer>5</answer>; 1",
                "tag; <answer>5; 0",
            })
    void shouldLookWhereItIsTold(String mark, String response, double expected) {
        // Given
        MathScorer scorer =
                new MathScorer(new MathConfig(AnswerMark.valueOf(mark.toUpperCase()), 1e-6, 1e-9, UnitRule.OPTIONAL));

        // When
        Verdict verdict = scorer.score(sample(response, "5"));

        // Then
        assertThat(value(verdict)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 101, 0, 0, false",
        "100, 101, 0.01, 0, true",
        "100, 102, 0.01, 0, false",
        "100, 101, 0, 1, true",
        "3.14, \\pi, 0.001, 0, true",
        "-100, -101, 0.01, 0, true",
        "0, 0.001, 0.5, 0, false",
        "0, 0.001, 0, 0.01, true",
        "100000000, 100000001, 0.000001, 0, false",
        "100000000.5, 100000001, 0.000001, 0, true",
    })
    void shouldKeepWithinTolerances(String reference, String answer, double relative, double absolute, boolean same) {
        // Given
        MathScorer scorer = new MathScorer(new MathConfig(AnswerMark.ANY, relative, absolute, UnitRule.OPTIONAL));

        // When
        Verdict verdict = scorer.score(sample(answer, reference));

        // Then
        assertThat(value(verdict)).isEqualTo(same ? 1.0 : 0.0);
    }

    @ParameterizedTest
    @CsvSource({
        "5 cm, 5, optional, true",
        "5 cm, 5 m, optional, false",
        "5 cm, 5, required, false",
        "5 cm, 5 centimeters, required, true",
        "5, 5 cm, required, false",
        "5 cm, 5 m, ignored, true",
    })
    void shouldCountUnitsAsItIsTold(String reference, String answer, String rule, boolean same) {
        // Given
        MathScorer scorer =
                new MathScorer(new MathConfig(AnswerMark.ANY, 1e-6, 1e-9, UnitRule.valueOf(rule.toUpperCase())));

        // When
        Verdict verdict = scorer.score(sample(answer, reference));

        // Then
        assertThat(value(verdict)).isEqualTo(same ? 1.0 : 0.0);
    }

    @Test
    void shouldAbstainWithoutAReference() {
        assertThat(SCORER.score(sample("5", null))).isInstanceOf(Verdict.Abstained.class);
        assertThat(SCORER.score(sample("5", " "))).isInstanceOf(Verdict.Abstained.class);
    }

    @Test
    void shouldSayWhatItFound() {
        assertThat(SCORER.score(sample("<think> 4 </think> so \\boxed{\"5\"}", "5")))
                .isEqualTo(new Verdict.Scored(1.0, "{\"answer\":\"\\\"5\\\"\"}"));
        assertThat(SCORER.score(sample("<think> 4", "5"))).isEqualTo(new Verdict.Scored(0.0, "{\"answer\":null}"));
    }

    @Test
    void shouldRefuseTolerancesOutOfRange() {
        assertThatThrownBy(() -> new MathConfig(AnswerMark.ANY, 2, 0, UnitRule.OPTIONAL))
                .hasMessageStartingWith("relative_tolerance");
        assertThatThrownBy(() -> new MathConfig(AnswerMark.ANY, 0, Double.NaN, UnitRule.OPTIONAL))
                .hasMessageStartingWith("absolute_tolerance");
    }

    static Stream<String> hostile() {
        Stream<String> repeated = Stream.of(
                        "(",
                        ")",
                        "{",
                        "}",
                        "[",
                        "\\frac",
                        "\\frac{",
                        "\\sqrt{",
                        "\\boxed{",
                        "\\boxed{}",
                        "^",
                        "9^",
                        "2^{",
                        "_",
                        "_{",
                        "-",
                        "+",
                        "1+",
                        "(1,",
                        "{1,",
                        "1,",
                        "1,2,",
                        "$",
                        "$$",
                        "\\(",
                        "\\[",
                        "\\",
                        "\\text{",
                        "<answer>",
                        "</answer>",
                        "answer is",
                        "5!",
                        "!",
                        "|",
                        "\u221a",
                        "\u00b2",
                        "\u2080",
                        "\\sin",
                        "x",
                        "x=",
                        "<",
                        "\u00b1",
                        "1e9",
                        "9",
                        "0.",
                        ".",
                        " ",
                        "\\left(",
                        "\\pm",
                        "a or ",
                        "A, ",
                        "'",
                        "\u0130",
                        "\ud83d",
                        "\\cup",
                        "\\%",
                        "\\,",
                        "{,}000",
                        ",000")
                .flatMap(piece -> Stream.of(20, 990, 200_000).map(length -> piece.repeat(1 + length / piece.length())));
        Stream<String> large = Stream.of(
                "9^9^9^9",
                "9^{9^{9^{9}}}",
                "1e999999999",
                "10^{1000}^{1000}",
                "(10^{999})^{999}",
                "((9!)!)!",
                "200!!",
                "\\binom{999999}{333333}",
                "\\sqrt[999999999]{2}",
                "0^{-1}",
                "(-8)^{0.3}",
                "1/0",
                "\\ln 0",
                "\\tan 90^\\circ",
                "9".repeat(990),
                "0." + "9".repeat(990),
                "9".repeat(300) + "^" + "9".repeat(300),
                "(9^".repeat(20) + "9" + ")".repeat(20),
                "sin(".repeat(23) + "1" + ")".repeat(23),
                "99999^".repeat(100) + "1",
                "1e-999+1");
        return Stream.concat(repeated, large);
    }

    /** Each takes milliseconds; what is more than linear in any of them would take far longer. */
    @ParameterizedTest
    @MethodSource("hostile")
    void shouldEndOnAnything(String text) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(SCORER.score(sample(text, "5"))).isInstanceOf(Verdict.Scored.class);
            SCORER.score(sample("5", text));
        });
    }

    @Test
    void shouldEndOnAnyMixtureAndNeverThrow() {
        // Given
        String[] pieces = {
            "\\frac", "{", "}", "(", ")", "[", "]", "1", "2", "x", "ab", "^", "_", "\\sqrt", ",", "=", "<", "\\pm", "%",
            "\u00b0", " ", "\\text{", "cm", "!", "|", "-", "+", "*", "/", "\\cup", "\\infty", "\\pi", "$", ".", ":",
            "or", "\\{", "\\}", "A", "\\sin", "\\log", "\u00bd", "\u00b2", "'", ";", "\\left", "\\circ", "\\binom", "0",
            "e"
        };
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 4_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(10); length > 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }

            // When
            Verdict verdict = SCORER.score(sample(text.toString(), text.toString()));

            // Then: whatever is no reference, nothing is unlike itself
            assertThat(verdict instanceof Verdict.Abstained || value(verdict) == 1.0)
                    .as("\"%s\", seed %d", text, seed)
                    .isTrue();
        }
    }

    private static double value(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Scored.class);
        return ((Verdict.Scored) verdict).value();
    }

    private static Sample sample(String response, @Nullable String reference) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId("r")
                .setPromptId("p")
                .setTask(Task.UNDERSTANDING)
                .setText("What?")
                .setReference(reference)
                .build();
        return new Sample(new TrajectoryId(new GroupId("g"), 0), prompt, response);
    }
}
