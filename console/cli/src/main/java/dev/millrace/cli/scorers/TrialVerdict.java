package dev.millrace.cli.scorers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.millrace.schemas.avro.Score;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a scorer said of one sample.
 *
 * @param where the line of the sample
 * @param groupId its group
 * @param index its place in the group
 * @param outcome {@code scored}, {@code abstained} or {@code failed}
 * @param value the score; null if there is none
 * @param cause why it abstained or failed
 * @param detail what the value is made of, as JSON
 * @param version of the scorer
 * @param latencyMs how long the call took, in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrialVerdict(
        String where,
        String groupId,
        int index,
        String outcome,
        @Nullable Double value,
        @Nullable String cause,
        @JsonRawValue @Nullable String detail,
        String version,
        int latencyMs) {

    private static final int WIDEST = 300;

    static TrialVerdict of(String where, Score score) {
        return new TrialVerdict(
                where,
                score.getGroupId(),
                score.getIndex(),
                score.getOutcome().name().toLowerCase(Locale.ROOT),
                score.getValue(),
                score.getCause(),
                score.getDetail(),
                score.getScorerVersion(),
                score.getLatencyMs());
    }

    /** As a line for people. */
    public String line() {
        String said = value != null ? String.format(Locale.ROOT, "%-9s %.6g", outcome, value) : outcome;
        String why = cause == null ? "" : "  " + cause;
        String made = detail == null ? "" : "  " + detail;
        String all = where + " #" + index + "  " + said + (why + made).replaceAll("\\s*\\R\\s*", " ");
        return all.length() <= WIDEST ? all : all.substring(0, WIDEST) + "…";
    }
}
