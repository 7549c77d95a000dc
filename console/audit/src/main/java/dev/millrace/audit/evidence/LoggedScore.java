package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a scorer said, where it lies.
 *
 * @param position where it lies
 * @param key key of the record
 * @param index which trajectory of its group it is about
 * @param scorer who said it
 * @param outcome what kind of verdict it is
 * @param value the score; null unless there is one
 */
public record LoggedScore(
        Position position, String key, int index, String scorer, ScoreOutcome outcome, @Nullable Double value) {

    /** All that a record says: of its own trajectory, and of those of its items. */
    static List<LoggedScore> of(Position position, String key, Score score) {
        List<LoggedScore> said = new ArrayList<>();
        said.add(new LoggedScore(
                position, key, score.getIndex(), score.getScorer(), score.getOutcome(), score.getValue()));
        for (ScoreItem item : score.getItems()) {
            said.add(new LoggedScore(
                    position, key, item.getIndex(), score.getScorer(), item.getOutcome(), item.getValue()));
        }
        return said;
    }

    /** Whether it may enter a group: it is a verdict, and a score is a finite number. */
    public boolean isValid(String group) {
        return key.equals(group)
                && outcome != ScoreOutcome.UNKNOWN
                && (outcome != ScoreOutcome.SCORED || (value != null && Double.isFinite(value)));
    }

    /** Whether another record says the same of the same trajectory. */
    public boolean saysTheSameAs(Score other) {
        return index == other.getIndex()
                && scorer.equals(other.getScorer())
                && outcome == other.getOutcome()
                && Objects.equals(value, other.getValue());
    }
}
