package dev.millrace.console.watch;

import dev.millrace.console.monitor.RunSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A watched run as the terminal shows it. Pure. */
final class Snapshots {

    private static final String ACCURACY = "rewards/accuracy/mean";

    private Snapshots() {}

    /** @param joined when the watch began, for a run without a step yet */
    static RunSnapshot of(Overview run, List<StepRow> steps, Instant joined) {
        return new RunSnapshot(
                Duration.between(run.begun().orElse(joined), run.at()),
                run.newest().map(StepRow::step).orElse(0),
                run.newest().map(StepRow::metrics).orElse(Map.of()),
                steps.stream()
                        .map(row -> row.metrics().get(ACCURACY))
                        .filter(Objects::nonNull)
                        .toList(),
                new RunSnapshot.Groups(
                        run.groupsOpen(),
                        run.groupsClosed().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        run.groupsDropped()),
                run.accounting(),
                0,
                run.tokensPerSecond(),
                run.unreadable());
    }
}
