package dev.millrace.cli.bench.policy;

import dev.millrace.cli.bench.Spread;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One work of the policy.
 *
 * @param work what was done
 * @param ours what it took
 * @param limit what it is compared with
 * @param theirs what that took; null where it could not be run
 * @param ratio theirs over ours, the median of it and what the spreads of both allow; null where it could not be run
 * @param tokens that were trained, or sampled by us
 */
public record PolicyRow(
        String work, Timed ours, String limit, @Nullable Timed theirs, @Nullable Spread ratio, long tokens) {

    static PolicyRow of(String work, Timed ours, String limit, @Nullable Timed theirs, long tokens) {
        return new PolicyRow(work, ours, limit, theirs, theirs == null ? null : ratio(theirs, ours, 1), tokens);
    }

    /** Where they sampled another number of tokens, as dice fall, the rates are compared. */
    static PolicyRow ofRates(
            String work, Timed ours, String limit, @Nullable Timed theirs, long tokens, double theirTokens) {
        return new PolicyRow(
                work, ours, limit, theirs, theirs == null ? null : ratio(theirs, ours, tokens / theirTokens), tokens);
    }

    private static Spread ratio(Timed theirs, Timed ours, double factor) {
        return new Spread(
                factor * theirs.seconds().median() / ours.seconds().median(),
                factor * theirs.seconds().min() / ours.seconds().max(),
                factor * theirs.seconds().max() / ours.seconds().min());
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-44s %7.3f s [%.3f-%.3f], CPU %.3f; %s",
                work,
                ours.seconds().median(),
                ours.seconds().min(),
                ours.seconds().max(),
                ours.cpuSeconds().median(),
                theirs == null || ratio == null
                        ? limit + " was not run"
                        : String.format(
                                Locale.ROOT,
                                "%s %.3f s [%.3f-%.3f], CPU %.3f: ratio %.2f",
                                limit,
                                theirs.seconds().median(),
                                theirs.seconds().min(),
                                theirs.seconds().max(),
                                theirs.cpuSeconds().median(),
                                ratio.median()));
    }
}
