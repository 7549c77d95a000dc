package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.id.RunId;
import dev.millrace.streams.reward.Verdict;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Writes verdicts as records. */
final class ScoreRecords {

    private final RunId run;
    private final Scorer scorer;
    private final Clock clock;

    ScoreRecords(RunId run, Scorer scorer, Clock clock) {
        this.run = run;
        this.scorer = scorer;
        this.clock = clock;
    }

    /** Name of the scorer. */
    String scorer() {
        return scorer.name();
    }

    Score score(Judged judged) {
        Verdict verdict = judged.verdict();
        return Score.newBuilder()
                .setRunId(run.value())
                .setGroupId(judged.sample().id().group().value())
                .setIndex(judged.sample().id().index())
                .setScorer(scorer.name())
                .setScorerVersion(scorer.version())
                .setOutcome(outcome(verdict))
                .setValue(verdict instanceof Verdict.Scored scored ? scored.value() : null)
                .setCause(cause(verdict))
                .setRefereeDigest(scorer.refereeDigest().orElse(null))
                .setDetail(detail(verdict))
                .setScoredAt(clock.instant())
                .setLatencyMs((int) Math.min(Integer.MAX_VALUE, judged.latency().toMillis()))
                .build();
    }

    private static ScoreOutcome outcome(Verdict verdict) {
        if (verdict instanceof Verdict.Scored) {
            return ScoreOutcome.SCORED;
        }
        return verdict instanceof Verdict.Abstained ? ScoreOutcome.ABSTAINED : ScoreOutcome.FAILED;
    }

    private static @Nullable String detail(Verdict verdict) {
        return verdict instanceof Verdict.Scored scored && !scored.detail().isEmpty() ? scored.detail() : null;
    }

    private static @Nullable String cause(Verdict verdict) {
        if (verdict instanceof Verdict.Failed failed) {
            return failed.cause();
        }
        return verdict instanceof Verdict.Abstained abstained
                        && !abstained.reason().isEmpty()
                ? abstained.reason()
                : null;
    }
}
