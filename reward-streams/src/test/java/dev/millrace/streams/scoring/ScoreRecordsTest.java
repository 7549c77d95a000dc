package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.SingleScores;
import dev.millrace.schemas.secret.Redaction;
import dev.millrace.streams.reward.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreRecordsTest {

    private static final Duration CALL = Duration.ofMillis(20);

    private final ScoreRecords records = new ScoreRecords(
            new RunId("demo"), Samples.named("mine", new AccuracyScorer()), Clock.fixed(Samples.NOW, ZoneOffset.UTC));

    @Test
    void shouldWriteOneRecordForACallAboutOneGroup() {
        // Given three verdicts of one call
        List<Judged> verdicts = List.of(
                judged("demo/0/0", 4, new Verdict.Scored(0.5, "{\"a\":1}"), CALL),
                judged("demo/0/0", 2, new Verdict.Abstained("not mine"), CALL),
                judged("demo/0/0", 3, new Verdict.Failed("broken"), CALL));

        // When
        List<Score> written = records.scores(verdicts);

        // Then the record itself is the first score, as ever
        assertThat(written).singleElement().satisfies(record -> {
            assertThat(record.getIndex()).isEqualTo(4);
            assertThat(record.getValue()).isEqualTo(0.5);
            assertThat(record.getItems())
                    .containsExactly(
                            new ScoreItem(2, ScoreOutcome.ABSTAINED, null, "not mine", null),
                            new ScoreItem(3, ScoreOutcome.FAILED, null, "broken", null));
        });
        assertThat(SingleScores.of(written.get(0)))
                .isEqualTo(verdicts.stream().map(records::score).toList());
    }

    @Test
    void shouldWriteARecordForEachGroupAndForEachCall() {
        List<Judged> verdicts = List.of(
                judged("demo/0/0", 0, new Verdict.Scored(1), CALL),
                judged("demo/0/1", 0, new Verdict.Scored(1), CALL),
                judged("demo/0/1", 1, new Verdict.Scored(1), CALL),
                judged("demo/0/1", 2, new Verdict.Scored(1), CALL.plusNanos(1)));

        assertThat(records.scores(verdicts))
                .extracting(
                        record -> record.getGroupId() + " " + record.getItems().size())
                .containsExactly("demo/0/0 0", "demo/0/1 1", "demo/0/1 0");
    }

    @Test
    void shouldBeginAnotherRecordWhereDetailsWouldMakeItTooLarge() {
        String detail = "x".repeat(ScoreRecords.LONGEST_DETAIL);
        List<Judged> verdicts = java.util.stream.IntStream.range(0, 10)
                .mapToObj(index -> judged("demo/0/0", index, new Verdict.Scored(1, detail), CALL))
                .toList();

        assertThat(records.scores(verdicts))
                .extracting(record -> record.getItems().size())
                .containsExactly(3, 3, 1);
    }

    @Test
    void shouldWriteADetailWithoutSecretsAsJson() {
        // Given
        Redaction.add("canary-of-a-detail");
        Redaction.add("7319462");

        // When
        List<Score> written = records.scores(List.of(
                judged("demo/0/0", 0, new Verdict.Scored(1, "{\"asked\":\"by canary-of-a-detail\"}"), CALL),
                judged("demo/0/1", 0, new Verdict.Scored(1, "{\"tokens\":7319462}"), CALL)));

        // Then
        assertThat(written)
                .extracting(Score::getDetail)
                .containsExactly("{\"asked\":\"by [hidden]\"}", "{\"left_out\":\"a detail with a secret in it\"}");
    }

    private static Judged judged(String group, int index, Verdict verdict, Duration latency) {
        Trajectory trajectory = Trajectory.newBuilder(Samples.trajectory(index, "x", null))
                .setGroupId(group)
                .build();
        return new Judged(Sample.of(trajectory), verdict, latency);
    }
}
