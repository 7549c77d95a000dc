package dev.millrace.cli.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.Task;
import dev.millrace.streams.scoring.math.MathConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is right in MathVista and MathVerse. */
class MathRuleTest {

    private static final MathRule RULE = new MathRule(MathConfig.defaults());
    private static final MathVista MATH_VISTA = new MathVista();

    @ParameterizedTest
    @CsvSource({
        "'So the answer is \\boxed{B}', 1",
        "'\\boxed{(B)}', 1",
        "'\\boxed{102}', 1",
        "'\\boxed{A}', 0",
        "'\\boxed{97}', 0",
        "'', 0"
    })
    void shouldTakeTheLetterOrTheTextOfAnOption(String response, double value) {
        DatasetEntry row = row(
                "Find x",
                "102",
                Map.of("question_type", "\"multi_choice\"", "choices", "[\"97\",\"102\"]", "question", "\"Find x\""));

        assertThat(RULE.judge(MATH_VISTA.question(row), response).value()).hasValue(value);
    }

    @ParameterizedTest
    @CsvSource({"'\\boxed{B}', 1", "'\\boxed{A}', 0"})
    void shouldTakeALetterForAnOptionWhereOptionsAreLetters(String response, double value) {
        DatasetEntry row = row("Which one?", "A", Map.of("choices", "[\"B\",\"A\"]", "question", "\"Which one?\""));

        assertThat(RULE.judge(MATH_VISTA.question(row), response).value()).hasValue(value);
    }

    @ParameterizedTest
    @CsvSource({"1.2, 1", "1.24, 1", "1.16, 1", "1.26, 0", "1.1, 0"})
    void shouldTakeWhatRoundsToTheReference(String response, double value) {
        DatasetEntry row = row(
                "How far?",
                "1.2",
                Map.of("answer_type", "\"float\"", "precision", "1.0", "question_type", "\"free_form\""));

        assertThat(RULE.judge(MATH_VISTA.question(row), "\\boxed{" + response + "}")
                        .value())
                .hasValue(value);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1000.0, 1", "1000.4, 0"})
    void shouldTakeAWholeNumberExactly(String response, double value) {
        DatasetEntry row = row("How much?", "1000", Map.of("answer_type", "\"integer\"", "precision", "null"));

        assertThat(RULE.judge(MATH_VISTA.question(row), "\\boxed{" + response + "}")
                        .value())
                .hasValue(value);
    }

    @Test
    void shouldNotJudgeWhereThereIsNoAnswer() {
        DatasetEntry row = new DatasetEntry(
                "1", Task.UNDERSTANDING, "What?", List.of(), Optional.empty(), Optional.empty(), Optional.empty());

        BenchmarkVerdict verdict = RULE.judge(MATH_VISTA.question(row), "\\boxed{1}");

        assertThat(verdict).isEqualTo(BenchmarkVerdict.unjudged("the file has no answer"));
    }

    @Test
    void shouldAskForTheFormOfTheAnswerWhereTheFileDoesNot() {
        DatasetEntry row = row("How long?", "6cm", Map.of("choices", "[\"6cm\",\"7cm\"]", "unit", "\"cm\""));

        assertThat(MATH_VISTA.question(row).item().problem())
                .isEqualTo(
                        "How long? (Unit: cm)\nChoices:\n(A) 6cm\n(B) 7cm\nEnd with the letter of the right option.");
    }

    @Test
    void shouldLeaveTheQueryOfAFileAsItIs() {
        DatasetEntry row =
                row("Hint: …\nQuestion: How long?", "6cm", Map.of("question", "\"How long?\"", "choices", "[\"6cm\"]"));

        assertThat(MATH_VISTA.question(row).item().problem()).isEqualTo("Hint: …\nQuestion: How long?");
    }

    @Test
    void shouldJudgeMathVerseByTheWordsOfAQuestionThatStandsInTheImage() {
        DatasetEntry row =
                row("Think, then answer it.", "14", Map.of("question", "\"\"", "question_for_eval", "\"Find L.\""));

        assertThat(new MathVerse().question(row).judged()).isEqualTo("Find L.");
    }

    private static DatasetEntry row(String problem, String answer, Map<String, String> columns) {
        return new DatasetEntry(
                "1",
                Task.UNDERSTANDING,
                problem,
                List.of(),
                Optional.of(answer),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                columns);
    }
}
