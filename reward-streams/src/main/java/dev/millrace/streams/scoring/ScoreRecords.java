package dev.millrace.streams.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.secret.Redaction;
import dev.millrace.streams.reward.Verdict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes verdicts as records. */
final class ScoreRecords {

    /** Longest cause of a failure or an abstention, in characters: a scorer may quote all of what it was given. */
    static final int LONGEST_CAUSE = 2_000;

    /** Longest detail, in characters. */
    static final int LONGEST_DETAIL = 64 * 1024;

    /** Most characters of causes and details in one record, which is a small part of the largest record. */
    static final int MOST_WORDS = 4 * LONGEST_DETAIL;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

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

    /**
     * Verdicts as they are published: those of one call about one group stand in one record, as long as their words leave
     * room for it.
     */
    List<Score> scores(List<Judged> verdicts) {
        List<Score> records = new ArrayList<>();
        Judged first = null;
        int words = 0;
        for (Judged judged : verdicts) {
            Score single = score(judged);
            words += words(single);
            if (first != null && isOfOneCall(first, judged) && words <= MOST_WORDS) {
                records.get(records.size() - 1).getItems().add(item(single));
            } else {
                records.add(single);
                first = judged;
                words = words(single);
            }
        }
        return records;
    }

    private static boolean isOfOneCall(Judged one, Judged other) {
        return one.sample().id().group().equals(other.sample().id().group())
                && one.latency().equals(other.latency());
    }

    private static int words(Score score) {
        return (score.getDetail() == null ? 0 : score.getDetail().length())
                + (score.getCause() == null ? 0 : score.getCause().length());
    }

    private static ScoreItem item(Score single) {
        return new ScoreItem(
                single.getIndex(), single.getOutcome(), single.getValue(), single.getCause(), single.getDetail());
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
                .setItems(new ArrayList<>())
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

    /** What cannot be kept of a detail is left out as a whole and not cut: what is cut is no JSON. */
    private static @Nullable String detail(Verdict verdict) {
        if (!(verdict instanceof Verdict.Scored scored) || scored.detail().isEmpty()) {
            return null;
        }
        int length = scored.detail().length();
        if (length > LONGEST_DETAIL) {
            return "{\"left_out\":\"a detail of " + length + " characters; " + LONGEST_DETAIL + " are kept\"}";
        }
        String hidden = Redaction.hide(scored.detail());
        return hidden.equals(scored.detail()) || isJson(hidden)
                ? hidden
                : "{\"left_out\":\"a detail with a secret in it\"}";
    }

    private static boolean isJson(String text) {
        try {
            JsonNode unused = JSON.readTree(text);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
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
