package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import java.util.ArrayList;
import java.util.List;

/** What a record of the scores topic says, as scores of one trajectory each. Pure. */
public final class SingleScores {

    private SingleScores() {}

    /**
     * The score of the record itself, then those of its items, in their order. Each may be malformed by itself.
     *
     * @return scores without items; of a single score, that score
     */
    public static List<Score> of(Score record) {
        List<ScoreItem> items = record.getItems();
        if (items.isEmpty()) {
            return List.of(record);
        }
        List<Score> singles = new ArrayList<>(items.size() + 1);
        singles.add(single(
                record,
                new ScoreItem(
                        record.getIndex(),
                        record.getOutcome(),
                        record.getValue(),
                        record.getCause(),
                        record.getDetail())));
        items.forEach(item -> singles.add(single(record, item)));
        return singles;
    }

    private static Score single(Score record, ScoreItem said) {
        return new Score(
                record.getRunId(),
                record.getGroupId(),
                said.getIndex(),
                record.getScorer(),
                record.getScorerVersion(),
                said.getOutcome(),
                said.getValue(),
                said.getCause(),
                record.getRefereeDigest(),
                record.getScoredAt(),
                record.getLatencyMs(),
                said.getDetail(),
                List.of());
    }
}
