package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.reward.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlongScorerTest {

    /** The first five are the vector F1 of the project: L = 20, c = 4. */
    @ParameterizedTest
    @CsvSource({
        "16, 20, 4, 0", "17, 20, 4, -0.25", "18, 20, 4, -0.5", "20, 20, 4, -1", "21, 20, 4, -1",
        "1, 20, 4, 0", "19, 20, 4, -0.75", "20, 20, 0, 0", "21, 20, 0, -1", "10, 20, 20, -0.5"
    })
    void shouldPunishAsDapoDoes(int tokens, int maxLength, int cache, double expected) {
        // Given
        OverlongScorer scorer = new OverlongScorer(new OverlongConfig(maxLength, cache));

        // When
        Verdict verdict = scorer.score(sample(tokens));

        // Then
        assertThat(verdict).isEqualTo(new Verdict.Scored(expected));
    }

    @Test
    void shouldAbstainWithoutTokens() {
        assertThat(new OverlongScorer(new OverlongConfig(20, 4)).score(sample(0)))
                .isInstanceOf(Verdict.Abstained.class);
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        OverlongFactory factory = new OverlongFactory();

        assertThatThrownBy(() -> new OverlongConfig(-1, 0)).hasMessageStartingWith("max_length");
        assertThatThrownBy(() -> new OverlongConfig(20, 21)).hasMessageStartingWith("cache");
        assertThatThrownBy(() -> factory.check(factory.defaults())).hasMessageStartingWith("max_length");
    }

    private static Sample sample(int tokens) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId("r")
                .setPromptId("p")
                .setTask(Task.UNDERSTANDING)
                .setText("What?")
                .build();
        return new Sample(
                new TrajectoryId(new GroupId("g"), 0),
                prompt,
                "text",
                Optional.empty(),
                PackedInts.of(new int[tokens]),
                1);
    }
}
