package dev.millrace.cli.bench.all;

import dev.millrace.cli.bench.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code bench all} found.
 *
 * @param revision of the sources
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param seconds that all of it took, without what was kept from before
 * @param benches how each ended
 * @param bars what was measured of each bar
 */
public record AllReport(
        String revision, Machine before, Machine after, double seconds, List<BenchResult> benches, List<BarRow> bars) {

    /** Whether every bench that could run has left its numbers. */
    public boolean isWhole() {
        return benches.stream().noneMatch(bench -> bench.state() == BenchResult.State.FAILED);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "millrace %s, %s, %.1f minutes", revision, before.line(), seconds / 60));
        benches.forEach(bench -> lines.add(bench.line()));
        lines.add("");
        lines.add(BarRow.HEADER);
        bars.forEach(bar -> lines.add(bar.line()));
        return lines;
    }
}
