package dev.millrace.replay.grouplog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.testing.Groups;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupLedgerTest {

    private final Random random = new Random(2);

    @Test
    void shouldGiveGroupsOutInTheOrderInWhichTheyWereSettled() {
        GroupLedger ledger = new GroupLedger(Duration.ofSeconds(1), LogRange.ALL);
        LoggedGroup first = Groups.random("first", 3, random);
        LoggedGroup second = Groups.random("second", 3, random);
        LoggedGroup open = Groups.random("open", 3, random);
        for (LoggedGroup group : List.of(first, open, second)) {
            arrive(ledger, group, 0);
        }
        ledger.advance(1000);
        ledger.add(Objects.requireNonNull(second.getExperience()), 7);
        ledger.advance(1500);
        ledger.add(Objects.requireNonNull(first.getExperience()), 8);

        // Late scores are waited for
        assertThat(ledger.due()).isEmpty();
        ledger.advance(2000);
        assertThat(ledger.due()).get().extracting(OpenGroup::id).isEqualTo("second");
        assertThat(ledger.due()).isEmpty();

        // and at the end nothing is
        assertThat(ledger.left()).get().extracting(OpenGroup::id).isEqualTo("first");
        assertThat(ledger.left()).get().satisfies(group -> {
            assertThat(group.id()).isEqualTo("open");
            assertThat(group.isSettled()).isFalse();
        });
        assertThat(ledger.left()).isEmpty();
    }

    @Test
    void shouldTakeGroupsByTheirFirstTrajectory() {
        LogRange range = new LogRange(
                Instant.ofEpochMilli(10),
                Instant.ofEpochMilli(20),
                new TreeMap<>(Map.of(2, new LogRange.Offsets(100, 200))));
        assertThat(range.holds(2, 100, 10)).isTrue();
        assertThat(range.holds(2, 99, 10)).isFalse();
        assertThat(range.holds(2, 200, 10)).isFalse();
        assertThat(range.holds(1, 100, 10)).isFalse();
        assertThat(range.holds(2, 100, 9)).isFalse();
        assertThat(range.holds(2, 100, 20)).isFalse();
    }

    @Test
    void shouldTellWhatCountedFromWhatCameTooLate() {
        OpenGroup group = new OpenGroup("g");
        Score failed = score("format", ScoreOutcome.FAILED, null, 1);
        Score retried = score("format", ScoreOutcome.SCORED, 1.0, 2);
        Score accuracy = score("accuracy", ScoreOutcome.SCORED, 0.5, 1);
        Score contradiction = score("accuracy", ScoreOutcome.SCORED, 0.7, 3);
        List.of(failed, accuracy, retried, contradiction, accuracy).forEach(group::score);
        group.late(contradiction);

        assertThat(group.scores(0))
                .containsExactly(
                        new LoggedScore(accuracy, false),
                        new LoggedScore(retried, false),
                        new LoggedScore(contradiction, true));
        assertThat(group.scores(1)).isEmpty();
    }

    @Test
    void shouldCountLateScoresOfGroupsThatAreGone() {
        GroupLedger ledger = new GroupLedger(Duration.ZERO, LogRange.ALL);
        ledger.add(
                new LateScore("run", "gone", score("format", ScoreOutcome.SCORED, 1.0, 1), LateReason.AFTER_CLOSE, ""));

        assertThat(ledger.left()).get().satisfies(group -> {
            assertThat(group.trajectories()).isEmpty();
            assertThat(group.lateScores()).isEqualTo(1);
        });
    }

    private static Score score(
            String scorer, ScoreOutcome outcome, @org.jspecify.annotations.Nullable Double value, long millis) {
        return Score.newBuilder()
                .setRunId("run")
                .setGroupId("g")
                .setIndex(0)
                .setScorer(scorer)
                .setOutcome(outcome)
                .setValue(value)
                .setScoredAt(Instant.ofEpochMilli(millis))
                .build();
    }

    private static void arrive(GroupLedger ledger, LoggedGroup group, long timestamp) {
        group.getTrajectories()
                .forEach(each -> ledger.add(
                        each.getTrajectory(),
                        new LogPosition(0, (long) each.getTrajectory().getIndex()),
                        timestamp));
    }
}
