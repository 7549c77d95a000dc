package dev.millrace.cli.bench.elastic;

import dev.millrace.cli.bench.Machine;
import dev.millrace.cli.bench.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code bench elastic} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param pauseMillis of the slow scorer for each answer
 * @param elastic the run whose roles came and went
 * @param shares of each phase, what the slow scorers judged over their number times what one alone did
 * @param steady runs of as many steps whose roles stayed
 * @param spread of the accuracies of those
 */
public record ElasticReport(
        Machine before,
        Machine after,
        long pauseMillis,
        ElasticResult elastic,
        List<Double> shares,
        List<ElasticResult> steady,
        Spread spread) {

    /** Of so much of N times one scorer no less may come. */
    private static final double LEAST_SHARE = 0.9;

    public ElasticReport {
        shares = List.copyOf(shares);
        steady = List.copyOf(steady);
    }

    static ElasticReport of(
            Machine before, Machine after, long pauseMillis, ElasticResult elastic, List<ElasticResult> steady) {
        double alone = elastic.rows().get(0).judged();
        return new ElasticReport(
                before,
                after,
                pauseMillis,
                elastic,
                elastic.rows().stream()
                        .map(row -> row.judged() / (row.scorers() * alone))
                        .toList(),
                steady,
                Spread.of(steady.stream().map(ElasticResult::accuracy).toList()));
    }

    /** Whether every phase has judged enough, nothing was lost, all comes out again, and accuracy lies within the spread. */
    public boolean holds() {
        return shares.stream().allMatch(share -> share >= LEAST_SHARE)
                && elastic.holds()
                && steady.stream().allMatch(ElasticResult::holds)
                && isWithinSpread();
    }

    /** Whether the elastic run is as accurate as the others. */
    public boolean isWithinSpread() {
        return elastic.accuracy() >= spread.min() && elastic.accuracy() <= spread.max();
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("a scorer of one answer in " + pauseMillis + " ms, four partitions");
        lines.add(PhaseRow.head());
        for (int phase = 0; phase < shares.size(); phase++) {
            lines.add(elastic.rows().get(phase).line(shares.get(phase)));
        }
        lines.add(account(elastic));
        steady.forEach(run -> lines.add(account(run)));
        lines.add(String.format(
                Locale.ROOT,
                "accuracy after %d steps: %.3f, while roles came and went; %.3f [%.3f-%.3f] of the seeds whose roles stayed",
                elastic.steps(),
                elastic.accuracy(),
                spread.median(),
                spread.min(),
                spread.max()));
        elastic.audit().checks().stream()
                .filter(check -> !check.holds())
                .forEach(check -> lines.add("broken: " + check));
        return lines;
    }

    private static String account(ElasticResult run) {
        var account = run.audit().accounting();
        return String.format(
                Locale.ROOT,
                "seed %d: %d steps, accuracy %.3f; %d trajectories = %d trained + %d pending + %d dropped, imbalance %d; %d groups"
                        + " computed again: %d other bits; %s",
                run.seed(),
                run.steps(),
                run.accuracy(),
                account.published(),
                account.trained(),
                account.pending(),
                account.dropped().values().stream().mapToLong(Long::longValue).sum(),
                account.imbalance(),
                run.same() + run.different(),
                run.different(),
                run.audit().holds() ? "every promise holds" : "a promise is broken");
    }
}
