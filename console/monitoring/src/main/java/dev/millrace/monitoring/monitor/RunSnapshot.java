package dev.millrace.monitoring.monitor;

import dev.millrace.monitoring.monitor.Accounting.Totals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A run at one moment.
 *
 * @param elapsed for how long it has trained, or since the monitor began
 * @param step last optimizer step, 0 before the first
 * @param metrics of that step, by name
 * @param headline the score that stands for all
 * @param groups where the groups stand
 * @param accounting where the trajectories stand
 * @param tokens response tokens published so far
 * @param tokensPerSecond response tokens published per second, of late
 * @param unreadable records that could not be decoded
 * @param totalSteps steps it is to make; 0 where that is not known
 * @param state how it stands, in a few words; empty where that is plain
 * @param alarms what is wrong with it
 * @param servers inference servers that its workers sample at
 * @param heldOut what evaluators have found; none where nobody evaluates
 */
public record RunSnapshot(
        Duration elapsed,
        int step,
        Map<String, Double> metrics,
        Headline headline,
        Groups groups,
        Totals accounting,
        long tokens,
        double tokensPerSecond,
        long unreadable,
        int totalSteps,
        String state,
        List<Alarm> alarms,
        List<ServerRow> servers,
        List<HeldOutCurve> heldOut) {

    public RunSnapshot {
        metrics = Map.copyOf(metrics);
        alarms = List.copyOf(alarms);
        servers = List.copyOf(servers);
        heldOut = List.copyOf(heldOut);
    }

    /** A run that nobody evaluates. */
    public RunSnapshot(
            Duration elapsed,
            int step,
            Map<String, Double> metrics,
            Headline headline,
            Groups groups,
            Totals accounting,
            long tokens,
            double tokensPerSecond,
            long unreadable,
            int totalSteps,
            String state,
            List<Alarm> alarms,
            List<ServerRow> servers) {
        this(
                elapsed,
                step,
                metrics,
                headline,
                groups,
                accounting,
                tokens,
                tokensPerSecond,
                unreadable,
                totalSteps,
                state,
                alarms,
                servers,
                List.of());
    }

    /** The first of these metrics that the step has. */
    public OptionalDouble metric(String... names) {
        for (String name : names) {
            Double value = metrics.get(name);
            if (value != null) {
                return OptionalDouble.of(value);
            }
        }
        return OptionalDouble.empty();
    }

    /**
     * @param open published, and neither closed nor dropped
     * @param closed became experience
     * @param dropped will not be trained at all, by reason
     */
    public record Groups(long open, long closed, Map<String, Long> dropped) {

        public Groups {
            dropped = Map.copyOf(dropped);
        }
    }
}
