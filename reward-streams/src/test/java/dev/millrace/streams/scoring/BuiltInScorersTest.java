package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.reward.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInScorersTest {

    /** Every scorer that is asked of texts: those of images abstain from texts instead. */
    static List<String> ofTexts() {
        return BuiltInScorers.namesOfTexts();
    }

    @ParameterizedTest
    @MethodSource("ofTexts")
    void shouldAbstainFromImages(String name) throws Exception {
        for (Task task : List.of(Task.GENERATION, Task.EDITING)) {
            // Given
            Sample asked = new Sample(id(), prompt(task), "<think> x </think> 7");

            // When / Then
            assertThat(scorer(name).score(asked)).isEqualTo(new Verdict.Abstained("the response is an image"));
        }
        // Given
        Sample drawn = new Sample(
                id(),
                prompt(Task.UNDERSTANDING),
                "<think> x </think> 7",
                Optional.of(new ImageRef("0".repeat(64), "image/png")));

        // When / Then
        assertThat(scorer(name).score(drawn)).isEqualTo(new Verdict.Abstained("the response is an image"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accuracy        | 7   | 1",
                "accuracy        | six | 0",
                "accuracy_strict | 7   | 1",
                "accuracy_strict | 7.  | 0",
                "format          | 7   | 1",
            })
    void shouldScoreTexts(String name, String answer, double value) throws Exception {
        assertThat(scorer(name).score(new Sample(id(), prompt(Task.UNDERSTANDING), "<think> x </think> " + answer)))
                .isEqualTo(new Verdict.Scored(value));
    }

    private static Scorer scorer(String name) {
        return BuiltInScorers.ofLogged(name, sha256 -> Optional.empty(), ScorerConfig.defaults());
    }

    private static TrajectoryId id() {
        return new TrajectoryId(new GroupId("g"), 0);
    }

    private static Prompt prompt(Task task) {
        return Prompt.newBuilder()
                .setRunId("r")
                .setPromptId("p")
                .setTask(task)
                .setText("the sum of 3 and 4")
                .setReference("7")
                .build();
    }
}
