package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the trajectories of a line. Belongs to one thread. */
final class JsonTrajectoryWriter {

    private final JsonGenerator json;
    private final JsonValues values;

    JsonTrajectoryWriter(JsonGenerator json, JsonValues values) {
        this.json = json;
        this.values = values;
    }

    /**
     * @param first the first of the group, whose prompt tokens stand in the line already
     * @param credit null if it is not to be trained
     */
    void write(LoggedTrajectory logged, Trajectory first, @Nullable ExperienceTrajectory credit) throws IOException {
        Trajectory trajectory = logged.getTrajectory();
        json.writeStartObject();
        json.writeNumberField(INDEX, trajectory.getIndex());
        json.writeStringField(TEXT, trajectory.getText());
        if (!trajectory.getPromptTokens().equals(first.getPromptTokens())) {
            values.ints(PROMPT_TOKENS, trajectory.getPromptTokens());
        }
        ints(TOKENS, trajectory.getTokens());
        floats(LOGPROBS, trajectory.getLogprobs());
        floats(ENTROPIES, trajectory.getEntropies());
        ints(POLICY_VERSIONS, trajectory.getPolicyVersions());
        origin(trajectory, logged.getSource());
        scores(logged.getScores());
        VisualDependency dependency = trajectory.getDependency();
        if (dependency != null) {
            dependency(dependency);
        }
        if (trajectory.getImage() != null) {
            json.writeFieldName(IMAGE);
            values.image(trajectory.getImage());
        }
        if (trajectory.getFlow() != null) {
            flow(trajectory.getFlow());
        }
        credit(credit);
        json.writeEndObject();
    }

    private void origin(Trajectory trajectory, @Nullable LogPosition source) throws IOException {
        json.writeStringField(FINISH_REASON, trajectory.getFinishReason().name().toLowerCase(Locale.ROOT));
        json.writeNumberField(TEMPERATURE, trajectory.getTemperature());
        json.writeNumberField(SEED, trajectory.getSeed());
        json.writeStringField(WORKER, trajectory.getWorker());
        json.writeNumberField(SAMPLED_AT, trajectory.getSampledAt().toEpochMilli());
        if (source != null) {
            json.writeObjectFieldStart(SOURCE);
            json.writeNumberField(PARTITION, source.getPartition());
            json.writeNumberField(OFFSET, source.getOffset());
            json.writeEndObject();
        }
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
                info(each.getScore());
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
                json.writeStringField(SCORER, each.getScore().getScorer());
                json.writeStringField(
                        OUTCOME, each.getScore().getOutcome().name().toLowerCase(Locale.ROOT));
                if (each.getScore().getValue() != null) {
                    json.writeNumberField(VALUE, each.getScore().getValue());
                }
                info(each.getScore());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private void info(Score score) throws IOException {
        values.optional(CAUSE, score.getCause());
        json.writeStringField(VERSION, score.getScorerVersion());
        values.optional(REFEREE_DIGEST, score.getRefereeDigest());
        json.writeNumberField(SCORED_AT, score.getScoredAt().toEpochMilli());
        json.writeNumberField(LATENCY_MS, score.getLatencyMs());
        values.optional(DETAIL, score.getDetail());
    }

    private void dependency(VisualDependency dependency) throws IOException {
        values.floats(VISUAL_DEPENDENCY, dependency.getStrong());
        values.floats(VISUAL_INCONSISTENCY, dependency.getWeak());
        json.writeObjectFieldStart(DEPENDENCY);
        json.writeStringField(ESTIMATOR, dependency.getEstimator());
        json.writeNumberField(MASK_SEED, dependency.getMaskSeed());
        json.writeNumberField(MASK_PROBABILITY, dependency.getMaskProbability());
        json.writeNumberField(NOISE_SIGMA, dependency.getNoiseSigma());
        json.writeNumberField(POLICY_VERSION, dependency.getPolicyVersion());
        json.writeEndObject();
    }

    private void flow(FlowTrace flow) throws IOException {
        json.writeObjectFieldStart(FLOW);
        values.floats(TIMES, flow.getTimes());
        json.writeNumberField(WINDOW_BEGIN, flow.getWindowBegin());
        json.writeNumberField(LATENT_TOKENS, flow.getLatentTokens());
        json.writeNumberField(LATENT_SIZE, flow.getLatentSize());
        ByteBuffer latents = flow.getLatents().duplicate();
        byte[] bytes = new byte[latents.remaining()];
        latents.get(bytes);
        json.writeStringField(LATENTS, Base64.getEncoder().encodeToString(bytes));
        json.writeNumberField(NOISE_LEVEL, flow.getNoiseLevel());
        json.writeNumberField(GUIDANCE, flow.getGuidance());
        json.writeStringField(AUTOENCODER_DIGEST, flow.getAutoencoderDigest());
        json.writeEndObject();
    }

    private void credit(@Nullable ExperienceTrajectory credit) throws IOException {
        if (credit == null) {
            json.writeNullField(REWARD);
            json.writeNullField(ADVANTAGE);
            json.writeNullField(TOKEN_ADVANTAGES);
            return;
        }
        json.writeObjectFieldStart(COMPONENTS);
        for (Map.Entry<String, Double> component : new TreeMap<>(credit.getComponents()).entrySet()) {
            json.writeNumberField(component.getKey(), component.getValue());
        }
        json.writeEndObject();
        json.writeNumberField(REWARD, credit.getReward());
        json.writeNumberField(ADVANTAGE, credit.getAdvantage());
        values.floats(
                TOKEN_ADVANTAGES,
                Objects.requireNonNull(credit.getTokenAdvantages(), "a logged group has its token advantages"));
        if (credit.getTokenWeights() != null) {
            values.floats(TOKEN_WEIGHTS, credit.getTokenWeights());
        }
        if (credit.getRobustDependency() != null) {
            values.floats(ROBUST_DEPENDENCY, credit.getRobustDependency());
        }
        values.optional(GUARD, credit.getGuard());
    }

    private void ints(String field, ByteBuffer packed) throws IOException {
        if (packed.hasRemaining()) {
            values.ints(field, packed);
        }
    }

    private void floats(String field, ByteBuffer packed) throws IOException {
        if (packed.hasRemaining()) {
            values.floats(field, packed);
        }
    }
}
