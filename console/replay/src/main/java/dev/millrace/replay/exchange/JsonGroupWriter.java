package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes one group as a JSON object. Belongs to one thread; the generator is the caller's. */
final class JsonGroupWriter {

    private final JsonGenerator json;

    JsonGroupWriter(JsonGenerator json) {
        this.json = json;
    }

    void write(LoggedGroup group) throws IOException {
        json.writeStartObject();
        GroupForms.GROUP.writeFields(json, group);
        if (!group.getTrajectories().isEmpty()) {
            Trajectory first = group.getTrajectories().get(0).getTrajectory();
            json.writeFieldName(PROMPT);
            GroupForms.PROMPT_FORM.write(json, first.getPrompt());
            GroupForms.OWN_PROMPT.writeFields(json, first);
        }
        json.writeArrayFieldStart(TRAJECTORIES);
        Map<Integer, ExperienceTrajectory> credited = credited(group.getExperience());
        for (LoggedTrajectory each : group.getTrajectories()) {
            trajectory(
                    each,
                    group.getTrajectories().get(0).getTrajectory(),
                    credited.get(each.getTrajectory().getIndex()));
        }
        json.writeEndArray();
        if (group.getExperience() != null) {
            experience(group.getExperience(), group.getExperienceOffset());
        }
        if (!group.getDrops().isEmpty()) {
            json.writeArrayFieldStart(DROPS);
            for (Drop drop : group.getDrops()) {
                GroupForms.DROP.write(json, drop);
            }
            json.writeEndArray();
        }
        if (!group.getDigest().isEmpty()) {
            json.writeStringField(DIGEST, group.getDigest());
        }
        json.writeEndObject();
    }

    private static Map<Integer, ExperienceTrajectory> credited(@Nullable Experience experience) {
        Map<Integer, ExperienceTrajectory> byIndex = new HashMap<>();
        if (experience != null) {
            experience.getTrajectories().forEach(each -> byIndex.put(each.getIndex(), each));
        }
        return byIndex;
    }

    private void experience(Experience experience, @Nullable Long offset) throws IOException {
        json.writeObjectFieldStart(EXPERIENCE);
        if (offset != null) {
            json.writeNumberField(OFFSET, offset);
        }
        GroupForms.EXPERIENCE_FORM.writeFields(json, experience);
        json.writeEndObject();
    }

    /**
     * @param first the first of the group, whose prompt tokens stand in the line already
     * @param credit null if it is not to be trained
     */
    private void trajectory(LoggedTrajectory logged, Trajectory first, @Nullable ExperienceTrajectory credit)
            throws IOException {
        Trajectory trajectory = logged.getTrajectory();
        json.writeStartObject();
        GroupForms.BEGIN.writeFields(json, trajectory);
        if (!trajectory.getPromptTokens().equals(first.getPromptTokens())) {
            GroupForms.OWN_PROMPT.writeFields(json, trajectory);
        }
        GroupForms.SAMPLED.writeFields(json, trajectory);
        if (logged.getSource() != null) {
            json.writeFieldName(SOURCE);
            GroupForms.POSITION.write(json, logged.getSource());
        }
        scores(logged.getScores());
        VisualDependency dependency = trajectory.getDependency();
        if (dependency != null) {
            GroupForms.VIEWS.writeFields(json, dependency);
            json.writeFieldName(DEPENDENCY);
            GroupForms.MEASURED.write(json, dependency);
        }
        GroupForms.DRAWN.writeFields(json, trajectory);
        credit(credit);
        json.writeEndObject();
    }

    /** Values in one object, as most readers want nothing else; then how they came about; then what came too late. */
    private void scores(List<LoggedScore> scores) throws IOException {
        json.writeObjectFieldStart(SCORES);
        for (LoggedScore each : scores) {
            Score score = each.getScore();
            if (each.getLate() || score.getOutcome() == ScoreOutcome.FAILED) {
                continue;
            }
            if (score.getOutcome() == ScoreOutcome.SCORED) {
                json.writeNumberField(score.getScorer(), Objects.requireNonNull(score.getValue()));
            } else {
                json.writeNullField(score.getScorer());
            }
        }
        json.writeEndObject();
        json.writeObjectFieldStart(SCORE_INFO);
        for (LoggedScore each : scores) {
            if (!each.getLate()) {
                json.writeObjectFieldStart(each.getScore().getScorer());
                if (each.getScore().getOutcome() == ScoreOutcome.FAILED) {
                    json.writeStringField(OUTCOME, "failed");
                }
                GroupForms.SCORE_ORIGIN.writeFields(json, each.getScore());
                json.writeEndObject();
            }
        }
        json.writeEndObject();
        if (scores.stream().anyMatch(LoggedScore::getLate)) {
            late(scores);
        }
    }

    private void late(List<LoggedScore> scores) throws IOException {
        json.writeArrayFieldStart(LATE_SCORES);
        for (LoggedScore each : scores) {
            if (each.getLate()) {
                json.writeStartObject();
                GroupForms.LATE_SCORE.writeFields(json, each.getScore());
                GroupForms.SCORE_ORIGIN.writeFields(json, each.getScore());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private void credit(@Nullable ExperienceTrajectory credit) throws IOException {
        if (credit == null) {
            json.writeNullField(REWARD);
            json.writeNullField(ADVANTAGE);
            json.writeNullField(TOKEN_ADVANTAGES);
            return;
        }
        Objects.requireNonNull(credit.getTokenAdvantages(), "a logged group has its token advantages");
        GroupForms.CREDIT.writeFields(json, credit);
    }
}
