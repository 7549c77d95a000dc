package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A trajectory of a line while its fields come in, in whatever order they stand. */
final class TrajectoryDraft {

    private static final ByteBuffer NONE = PackedInts.of().bytes();

    int index = -1;
    String text = "";

    @Nullable
    ByteBuffer promptTokens;

    ByteBuffer tokens = NONE;
    ByteBuffer logProbs = NONE;
    ByteBuffer entropies = NONE;
    ByteBuffer versions = NONE;
    FinishReason finish = FinishReason.UNKNOWN;
    float temperature = 1;
    long seed;
    String worker = "";
    Instant sampledAt = Instant.EPOCH;

    @Nullable
    LogPosition source;

    @Nullable
    ImageRef image;

    @Nullable
    FlowTrace flow;

    ByteBuffer strong = NONE;
    ByteBuffer weak = NONE;
    DependencyDraft dependency = new DependencyDraft();
    final Map<String, ScoreDraft> scores = new TreeMap<>();
    final List<ScoreDraft> late = new ArrayList<>();
    final Map<String, Double> components = new TreeMap<>();

    @Nullable
    Double reward;

    @Nullable
    Double advantage;

    @Nullable
    ByteBuffer tokenAdvantages;

    @Nullable
    ByteBuffer tokenWeights;

    @Nullable
    ByteBuffer robustDependency;

    @Nullable
    String guard;

    ScoreDraft score(String scorer) {
        return scores.computeIfAbsent(scorer, ScoreDraft::new);
    }

    List<LoggedScore> scores(String run, String group) {
        List<LoggedScore> all = new ArrayList<>(scores.size() + late.size());
        scores.values().forEach(each -> all.add(new LoggedScore(each.score(run, group, index), false)));
        late.forEach(each -> all.add(new LoggedScore(each.score(run, group, index), true)));
        return all;
    }

    /** How a dependency was measured. */
    static final class DependencyDraft {
        String estimator = "";
        long maskSeed;
        float maskProbability;
        float noiseSigma;
        int policyVersion;
    }

    /** A score while its fields come in. */
    static final class ScoreDraft {
        String scorer;
        ScoreOutcome outcome = ScoreOutcome.UNKNOWN;

        @Nullable
        Double value;

        @Nullable
        String cause;

        String version = "";

        @Nullable
        String refereeDigest;

        Instant scoredAt = Instant.EPOCH;
        int latencyMs;

        @Nullable
        String detail;

        ScoreDraft(String scorer) {
            this.scorer = scorer;
        }

        Score score(String run, String group, int index) {
            return Score.newBuilder()
                    .setRunId(run)
                    .setGroupId(group)
                    .setIndex(index)
                    .setScorer(scorer)
                    .setScorerVersion(version)
                    .setOutcome(outcome)
                    .setValue(value)
                    .setCause(cause)
                    .setRefereeDigest(refereeDigest)
                    .setScoredAt(scoredAt)
                    .setLatencyMs(latencyMs)
                    .setDetail(detail)
                    .build();
        }
    }
}
