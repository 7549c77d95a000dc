package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.ScoreOutcome;
import java.io.IOException;

/** Reads one trajectory of a line. Belongs to one thread. */
final class TrajectoryParser {

    private final JsonCursor json;

    TrajectoryParser(JsonCursor json) {
        this.json = json;
    }

    TrajectoryDraft read() throws IOException {
        TrajectoryDraft draft = new TrajectoryDraft();
        json.object(field -> field(draft, field));
        if (draft.index() < 0) {
            throw json.wrong("must have an " + INDEX + " of at least 0");
        }
        return draft;
    }

    private void field(TrajectoryDraft draft, String field) throws IOException {
        switch (field) {
            case SOURCE -> draft.source = (LogPosition) GroupForms.POSITION.read(json);
            case SCORES -> json.object(scorer -> value(draft.score(scorer)));
            case SCORE_INFO -> json.object(scorer -> info(draft.score(scorer)));
            case LATE_SCORES -> json.array(() -> draft.late.add(late()));
            case DEPENDENCY -> GroupForms.MEASURED.readInto(json, draft.dependency);
            default -> {
                boolean isKnown = GroupForms.SAMPLED.readField(json, field, draft.trajectory)
                        || GroupForms.BEGIN.readField(json, field, draft.trajectory)
                        || GroupForms.OWN_PROMPT.readField(json, field, draft.trajectory)
                        || GroupForms.DRAWN.readField(json, field, draft.trajectory)
                        || GroupForms.VIEWS.readField(json, field, draft.dependency)
                        || GroupForms.CREDIT.readField(json, field, draft.credit);
                if (!isKnown) {
                    json.unknown();
                }
            }
        }
    }

    private void value(RecordDraft score) throws IOException {
        if (json.isNull()) {
            score.set(OUTCOME, ScoreOutcome.ABSTAINED);
        } else {
            score.set(OUTCOME, ScoreOutcome.SCORED).set(VALUE, json.number());
        }
    }

    private void info(RecordDraft score) throws IOException {
        json.object(field -> {
            if (field.equals(OUTCOME)) {
                failed(score);
            } else if (!GroupForms.SCORE_ORIGIN.readField(json, field, score)) {
                json.unknown();
            }
        });
    }

    private void failed(RecordDraft score) throws IOException {
        if (json.word(ScoreOutcome.class) != ScoreOutcome.FAILED
                || TrajectoryDraft.outcome(score) != ScoreOutcome.UNKNOWN) {
            throw json.wrong("can only be failed, for a scorer without an entry in " + SCORES);
        }
        score.set(OUTCOME, ScoreOutcome.FAILED);
    }

    private RecordDraft late() throws IOException {
        RecordDraft score = GroupForms.LATE_SCORE.draft();
        json.object(field -> {
            if (!GroupForms.LATE_SCORE.readField(json, field, score)
                    && !GroupForms.SCORE_ORIGIN.readField(json, field, score)) {
                json.unknown();
            }
        });
        String scorer = score.get(SCORER, String.class);
        ScoreOutcome outcome = TrajectoryDraft.outcome(score);
        if (scorer == null
                || scorer.isEmpty()
                || outcome == ScoreOutcome.UNKNOWN
                || score.has(VALUE) != (outcome == ScoreOutcome.SCORED)) {
            throw json.wrong("must have a scorer, an outcome, and a value exactly if that is scored");
        }
        return score;
    }
}
