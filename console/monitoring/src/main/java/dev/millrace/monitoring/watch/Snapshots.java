package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.monitor.Headline;
import dev.millrace.monitoring.monitor.RunSnapshot;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A watched run as the terminal shows it. Pure. */
final class Snapshots {

    private Snapshots() {}

    static RunSnapshot of(Overview run, List<StepRow> steps, List<Alarm> alarms) {
        return new RunSnapshot(
                run.state().trained(),
                run.newest().map(StepRow::step).orElse(0),
                run.newest().map(StepRow::metrics).orElse(Map.of()),
                new Headline(
                        run.headline(),
                        steps.stream()
                                .map(row -> row.metrics().get(Headline.metric(run.headline())))
                                .filter(Objects::nonNull)
                                .toList()),
                new RunSnapshot.Groups(
                        run.groupsOpen(),
                        run.groupsClosed().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        run.groupsDropped()),
                run.accounting(),
                0,
                run.tokensPerSecond(),
                run.unreadable(),
                run.state().totalSteps(),
                run.state().words(ZoneId.systemDefault(), run.at()),
                alarms,
                run.servers(),
                run.heldOut());
    }
}
