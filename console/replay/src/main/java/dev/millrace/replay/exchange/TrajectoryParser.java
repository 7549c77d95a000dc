package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import dev.millrace.replay.exchange.TrajectoryDraft.DependencyDraft;
import dev.millrace.replay.exchange.TrajectoryDraft.ScoreDraft;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.ScoreOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Reads one trajectory of a line. Belongs to one thread. */
final class TrajectoryParser {

    private final JsonCursor json;

    TrajectoryParser(JsonCursor json) {
        this.json = json;
    }

    TrajectoryDraft read() throws IOException {
        TrajectoryDraft draft = new TrajectoryDraft();
        json.object(field -> field(draft, field));
        if (draft.index < 0) {
            throw json.wrong("must have an " + INDEX + " of at least 0");
        }
        return draft;
    }

    private void field(TrajectoryDraft draft, String field) throws IOException {
        switch (field) {
            case INDEX -> draft.index = json.integer();
            case TEXT -> draft.text = json.text();
            case PROMPT_TOKENS -> draft.promptTokens = json.packedInts();
            case TOKENS -> draft.tokens = json.packedInts();
            case LOGPROBS -> draft.logProbs = json.packedFloats();
            case ENTROPIES -> draft.entropies = json.packedFloats();
            case POLICY_VERSIONS -> draft.versions = json.packedInts();
            case FINISH_REASON -> draft.finish = json.word(FinishReason.class);
            case TEMPERATURE -> draft.temperature = json.single();
            case SEED -> draft.seed = json.longInteger();
            case WORKER -> draft.worker = json.text();
            case SAMPLED_AT -> draft.sampledAt = json.instant();
            case SOURCE -> draft.source = position();
            case SCORES -> json.object(scorer -> value(draft.score(scorer)));
            case SCORE_INFO -> json.object(scorer -> info(draft.score(scorer)));
            case LATE_SCORES -> json.array(() -> draft.late.add(late()));
            case VISUAL_DEPENDENCY -> draft.strong = json.packedFloats();
            case VISUAL_INCONSISTENCY -> draft.weak = json.packedFloats();
            case DEPENDENCY -> json.object(name -> dependency(draft.dependency, name));
            case IMAGE -> draft.image = json.isNull() ? null : image(json);
            case FLOW -> draft.flow = json.isNull() ? null : flow();
            case COMPONENTS -> json.object(scorer -> draft.components.put(scorer, json.number()));
            case REWARD -> draft.reward = json.isNull() ? null : (Double) json.number();
            case ADVANTAGE -> draft.advantage = json.isNull() ? null : (Double) json.number();
            case TOKEN_ADVANTAGES -> draft.tokenAdvantages = json.isNull() ? null : json.packedFloats();
            case TOKEN_WEIGHTS -> draft.tokenWeights = json.isNull() ? null : json.packedFloats();
            case ROBUST_DEPENDENCY -> draft.robustDependency = json.isNull() ? null : json.packedFloats();
            case GUARD -> draft.guard = json.optionalText();
            default -> json.unknown();
        }
    }

    private void value(ScoreDraft score) throws IOException {
        if (json.isNull()) {
            score.outcome = ScoreOutcome.ABSTAINED;
        } else {
            score.outcome = ScoreOutcome.SCORED;
            score.value = json.number();
        }
    }

    private void info(ScoreDraft score) throws IOException {
        json.object(field -> info(score, field));
    }

    private void info(ScoreDraft score, String field) throws IOException {
        switch (field) {
            case OUTCOME -> {
                if (json.word(ScoreOutcome.class) != ScoreOutcome.FAILED || score.outcome != ScoreOutcome.UNKNOWN) {
                    throw json.wrong("can only be failed, for a scorer without an entry in " + SCORES);
                }
                score.outcome = ScoreOutcome.FAILED;
            }
            default -> origin(score, field);
        }
    }

    private void origin(ScoreDraft score, String field) throws IOException {
        switch (field) {
            case CAUSE -> score.cause = json.optionalText();
            case VERSION -> score.version = json.text();
            case REFEREE_DIGEST -> score.refereeDigest = json.optionalText();
            case SCORED_AT -> score.scoredAt = json.instant();
            case LATENCY_MS -> score.latencyMs = json.integer();
            case DETAIL -> score.detail = json.optionalText();
            default -> json.unknown();
        }
    }

    private ScoreDraft late() throws IOException {
        ScoreDraft score = new ScoreDraft("");
        json.object(field -> {
            switch (field) {
                case SCORER -> score.scorer = json.text();
                case OUTCOME -> score.outcome = json.word(ScoreOutcome.class);
                case VALUE -> score.value = json.isNull() ? null : (Double) json.number();
                default -> origin(score, field);
            }
        });
        if (score.scorer.isEmpty()
                || score.outcome == ScoreOutcome.UNKNOWN
                || (score.value != null) != (score.outcome == ScoreOutcome.SCORED)) {
            throw json.wrong("must have a scorer, an outcome, and a value exactly if that is scored");
        }
        return score;
    }

    private void dependency(DependencyDraft dependency, String field) throws IOException {
        switch (field) {
            case ESTIMATOR -> dependency.estimator = json.text();
            case MASK_SEED -> dependency.maskSeed = json.longInteger();
            case MASK_PROBABILITY -> dependency.maskProbability = json.single();
            case NOISE_SIGMA -> dependency.noiseSigma = json.single();
            case POLICY_VERSION -> dependency.policyVersion = json.integer();
            default -> json.unknown();
        }
    }

    private LogPosition position() throws IOException {
        long[] at = {0, 0};
        json.object(field -> {
            switch (field) {
                case PARTITION -> at[0] = json.integer();
                case OFFSET -> at[1] = json.longInteger();
                default -> json.unknown();
            }
        });
        return new LogPosition((int) at[0], at[1]);
    }

    static ImageRef image(JsonCursor json) throws IOException {
        String[] words = {"", "image/png"};
        json.object(field -> {
            switch (field) {
                case SHA256 -> words[0] = json.text();
                case MEDIA_TYPE -> words[1] = json.text();
                // The name follows from the hash: a foreign path is never opened.
                case FILE -> json.text();
                default -> json.unknown();
            }
        });
        return new ImageRef(words[0], words[1]);
    }

    private FlowTrace flow() throws IOException {
        FlowTrace.Builder flow = FlowTrace.newBuilder();
        json.object(field -> {
            switch (field) {
                case TIMES -> flow.setTimes(json.packedFloats());
                case WINDOW_BEGIN -> flow.setWindowBegin(json.integer());
                case LATENT_TOKENS -> flow.setLatentTokens(json.integer());
                case LATENT_SIZE -> flow.setLatentSize(json.integer());
                case LATENTS -> flow.setLatents(base64());
                case NOISE_LEVEL -> flow.setNoiseLevel(json.single());
                case GUIDANCE -> flow.setGuidance(json.single());
                case AUTOENCODER_DIGEST -> flow.setAutoencoderDigest(json.text());
                default -> json.unknown();
            }
        });
        try {
            return flow.build();
        } catch (org.apache.avro.AvroRuntimeException e) {
            throw json.wrong("lacks a field: " + e.getMessage());
        }
    }

    private ByteBuffer base64() throws IOException {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(json.text()));
        } catch (IllegalArgumentException e) {
            throw json.wrong("must be base64 of float32 little-endian: " + e.getMessage());
        }
    }
}
