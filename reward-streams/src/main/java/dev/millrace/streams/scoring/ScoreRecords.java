package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.secret.Redaction;
import dev.millrace.streams.reward.Verdict;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Writes verdicts as records. */
final class ScoreRecords {

    /** Longest cause of a failure or an abstention, in characters: a scorer may quote all of what it was given. */
    static final int LONGEST_CAUSE = 2_000;

    /** Longest detail, in characters. */
    static final int LONGEST_DETAIL = 64 * 1024;

    private final RunId run;
    private final NamedScorer scorer;
    private final Clock clock;

    ScoreRecords(RunId run, NamedScorer scorer, Clock clock) {
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
                .setScorerVersion(scorer.scorer().version())
                .setOutcome(outcome(verdict))
                .setValue(verdict instanceof Verdict.Scored scored ? scored.value() : null)
                .setCause(cause(verdict))
                .setRefereeDigest(scorer.scorer().refereeDigest().orElse(null))
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

    /** A detail that is too long is left out as a whole and not cut: what is cut is no JSON. */
    private static @Nullable String detail(Verdict verdict) {
        if (!(verdict instanceof Verdict.Scored scored) || scored.detail().isEmpty()) {
            return null;
        }
        int length = scored.detail().length();
        return length <= LONGEST_DETAIL
                ? scored.detail()
                : "{\"left_out\":\"a detail of " + length + " characters; " + LONGEST_DETAIL + " are kept\"}";
    }

    private static @Nullable String cause(Verdict verdict) {
        if (verdict instanceof Verdict.Failed failed) {
            return cut(failed.cause());
        }
        return verdict instanceof Verdict.Abstained abstained
                        && !abstained.reason().isEmpty()
                ? cut(abstained.reason())
                : null;
    }

    /** Also without secrets: what a scorer asks may be behind credentials, and its client may repeat them. */
    private static String cut(String said) {
        String words = Redaction.hide(said);
        return words.substring(0, Math.min(words.length(), LONGEST_CAUSE));
    }
}
