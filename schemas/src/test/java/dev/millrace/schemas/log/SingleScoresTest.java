package dev.millrace.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SingleScoresTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldLeaveASingleScoreAsItIs() {
        Score single = score(2).setValue(0.5).setDetail("{}").build();

        assertThat(SingleScores.of(single)).containsExactly(single);
    }

    @Test
    void shouldGiveTheScoreOfTheRecordAndThoseOfItsItems() {
        // Given one record about three trajectories
        Score record = score(2).setValue(0.5)
                .setDetail("{\"a\":1}")
                .setItems(List.of(
                        new ScoreItem(0, ScoreOutcome.FAILED, null, "broken", null),
                        new ScoreItem(1, ScoreOutcome.ABSTAINED, null, "not mine", null)))
                .build();

        // When
        List<Score> singles = SingleScores.of(record);

        // Then each stands alone, with what they have in common
        assertThat(singles)
                .containsExactly(
                        score(2).setValue(0.5).setDetail("{\"a\":1}").build(),
                        score(0).setOutcome(ScoreOutcome.FAILED)
                                .setCause("broken")
                                .build(),
                        score(1).setOutcome(ScoreOutcome.ABSTAINED)
                                .setCause("not mine")
                                .build());
    }

    private static Score.Builder score(int index) {
        return Score.newBuilder()
                .setRunId("demo")
                .setGroupId("demo/0/0")
                .setIndex(index)
                .setScorer("mine")
                .setScorerVersion("3")
                .setOutcome(ScoreOutcome.SCORED)
                .setRefereeDigest("abc")
                .setScoredAt(NOW)
                .setLatencyMs(7);
    }
}
