package dev.millrace.cli.scorers;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/** What a scorer said, sample after sample. For one thread. */
public final class Trial {

    private final List<TrialVerdict> verdicts = new ArrayList<>();
    private final DoubleSummaryStatistics values = new DoubleSummaryStatistics();
    private int abstained;
    private int failed;

    /** Takes what it said of one sample. */
    public TrialVerdict add(String where, Score score) {
        TrialVerdict verdict = TrialVerdict.of(where, score);
        verdicts.add(verdict);
        if (score.getOutcome() == ScoreOutcome.ABSTAINED) {
            abstained++;
        } else if (score.getOutcome() == ScoreOutcome.SCORED && score.getValue() != null) {
            values.accept(score.getValue());
        } else {
            failed++;
        }
        return verdict;
    }

    /** How many samples there were. */
    public int samples() {
        return verdicts.size();
    }

    /** Whether it failed for each. */
    public boolean failedForAll() {
        return failed > 0 && failed == verdicts.size();
    }

    /** All verdicts in their order. */
    public List<TrialVerdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** One line about all of them. */
    public String summary(Duration took) {
        String scored = values.getCount() == 0
                ? "none scored"
                : String.format(
                        Locale.ROOT,
                        "%d scored (mean %.4g, from %.4g to %.4g)",
                        values.getCount(),
                        values.getAverage(),
                        values.getMin(),
                        values.getMax());
        return String.format(
                Locale.ROOT,
                "%d samples: %s, %d abstained, %d failed; %.1f s",
                verdicts.size(),
                scored,
                abstained,
                failed,
                took.toMillis() / 1e3);
    }
}
