package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.VisualDependency;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A trajectory while its fields come in. */
final class TrajectoryDraft {

    final RecordDraft trajectory = GroupForms.SAMPLED.draft();
    final RecordDraft dependency = GroupForms.VIEWS.draft();
    final RecordDraft credit = GroupForms.CREDIT.draft();
    final List<RecordDraft> late = new ArrayList<>();

    @Nullable
    LogPosition source;

    private final Map<String, RecordDraft> scores = new TreeMap<>();

    int index() {
        return Objects.requireNonNullElse(trajectory.get(INDEX, Integer.class), -1);
    }

    /** What is known of the score of a scorer so far. */
    RecordDraft score(String scorer) {
        return scores.computeIfAbsent(
                scorer, name -> GroupForms.SCORE_ORIGIN.draft().set(SCORER, name));
    }

    /** What a score is, as far as that came in. */
    static ScoreOutcome outcome(RecordDraft score) {
        return Objects.requireNonNullElse(score.get(OUTCOME, ScoreOutcome.class), ScoreOutcome.UNKNOWN);
    }

    List<LoggedScore> scores(String run, String group) {
        List<LoggedScore> all = new ArrayList<>(scores.size() + late.size());
        scores.values().forEach(each -> all.add(new LoggedScore(score(each, run, group), false)));
        late.forEach(each -> all.add(new LoggedScore(score(each, run, group), true)));
        return all;
    }

    private Score score(RecordDraft score, String run, String group) {
        return score.set(RUN_ID, run).set(GROUP_ID, group).set(INDEX, index()).build(Score.class);
    }

    /** It was measured if one of its two arrays holds anything. */
    @Nullable
    VisualDependency measured() {
        boolean isMeasured = hasEntries(dependency.get(STRONG, ByteBuffer.class))
                || hasEntries(dependency.get(WEAK, ByteBuffer.class));
        return isMeasured ? dependency.build(VisualDependency.class) : null;
    }

    private static boolean hasEntries(@Nullable ByteBuffer packed) {
        return packed != null && packed.hasRemaining();
    }
}
