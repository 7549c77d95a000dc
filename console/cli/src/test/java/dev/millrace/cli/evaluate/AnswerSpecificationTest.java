package dev.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.answer.FinalAnswer;
import dev.millrace.policy.answer.NormalizedAnswer;
import dev.millrace.policy.dataset.DatasetException;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.AccuracyScorer;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.testing.AnswerTable;
import dev.millrace.testing.AnswerTable.Row;
import dev.millrace.testing.AnswerTable.Same;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scorer, reader of data sets and evaluation do what docs/answers.md says, row by row. */
class AnswerSpecificationTest {

    private static final String ROWS = "dev.millrace.testing.AnswerTable#answers";

    @TempDir
    private Path folder;

    @Test
    void shouldHaveRowsOfEachKind() {
        assertThat(AnswerTable.answers().map(Row::same))
                .contains(Same.YES, Same.NO, Same.NO_ANSWER)
                .hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource(ROWS)
    void shouldScore(Row row) {
        // When
        Verdict verdict = new AccuracyScorer().score(sample(row));

        // Then
        if (row.same() == Same.NO_ANSWER) {
            assertThat(verdict).isInstanceOf(Verdict.Abstained.class);
        } else {
            assertThat(verdict).isEqualTo(new Verdict.Scored(row.same() == Same.YES ? 1.0 : 0.0));
        }
    }

    @ParameterizedTest
    @MethodSource(ROWS)
    void shouldMatchInBothDirections(Row row) {
        assertThat(new FinalAnswer(row.answer()).matches(row.reference())).isEqualTo(row.same() == Same.YES);
        assertThat(new FinalAnswer(row.reference()).matches(row.answer())).isEqualTo(row.same() == Same.YES);
        assertThat(new AccuracyRule().isRight("<think> x </think> " + row.answer(), row.reference()))
                .isEqualTo(row.same() == Same.YES);
    }

    @ParameterizedTest
    @MethodSource(ROWS)
    void shouldLeaveANormalFormAsItIs(Row row) {
        // Given
        NormalizedAnswer once = NormalizedAnswer.of(row.answer());

        // When / Then
        assertThat(NormalizedAnswer.of(once.text())).isEqualTo(once);
    }

    @ParameterizedTest
    @MethodSource(ROWS)
    void shouldReadAsReference(Row row) throws IOException {
        // Given
        Path file = folder.resolve("rows.jsonl");
        Files.writeString(
                file, new JsonMapper().writeValueAsString(Map.of("problem", "What?", "answer", row.reference())));

        // When / Then
        if (row.same() == Same.NO_ANSWER) {
            assertThatThrownBy(() -> DatasetReader.read(file))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageStartingWith(file + ":1: ");
        } else {
            assertThat(DatasetReader.read(file).entries().get(0).answer()).contains(row.reference());
        }
    }

    private static Sample sample(Row row) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId("r")
                .setPromptId("p")
                .setTask(Task.UNDERSTANDING)
                .setText("What?")
                .setReference(row.reference())
                .build();
        return new Sample(new TrajectoryId(new GroupId("g"), 0), prompt, "<think> look </think> " + row.answer());
    }
}
