package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.HeldOutCurve;
import dev.millrace.monitoring.monitor.ServerRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run at one moment.
 *
 * @param at the moment
 * @param ready what the topics held when the watch began has been read
 * @param counted the metrics topology has counted something of this run
 * @param state whether the run goes on
 * @param newest the newest step
 * @param accounting where the trajectories stand
 * @param edges the loop, edge by edge
 * @param tokensPerSecond response tokens, of late
 * @param groupsOpen groups without an end
 * @param groupsClosed groups that became experience, by why they closed
 * @param groupsDropped groups of which nothing is trained, by reason
 * @param groupAgeMs mean time from a group's first record to its close, of late; NaN where none closed
 * @param oldest the oldest open groups
 * @param workers the workers, by name
 * @param scorers by scorer and outcome, scores so far
 * @param scorerLatencyMs by scorer, mean time it took, of late
 * @param headline the scorer that stands for all
 * @param byCategory by category, its mean of late
 * @param late scores that came too late
 * @param deadLetters records set aside
 * @param unreadable records that could not be read here
 * @param refused steps whose update was not finite
 * @param abandonedSteps steps that rewinds of the learner have abandoned
 * @param servers inference servers that workers sample at, by name; none where they compute themselves
 * @param heldOut what evaluators have found, by their names; none where nobody evaluates
 */
public record Overview(
        Instant at,
        boolean ready,
        boolean counted,
        RunState state,
        Optional<StepRow> newest,
        Totals accounting,
        List<Edge> edges,
        double tokensPerSecond,
        long groupsOpen,
        Map<String, Long> groupsClosed,
        Map<String, Long> groupsDropped,
        double groupAgeMs,
        List<OpenGroup> oldest,
        List<WorkerRow> workers,
        Map<String, Long> scorers,
        Map<String, Double> scorerLatencyMs,
        String headline,
        Map<String, Double> byCategory,
        long late,
        long deadLetters,
        long unreadable,
        long refused,
        int abandonedSteps,
        List<ServerRow> servers,
        List<HeldOutCurve> heldOut) {

    public Overview {
        heldOut = List.copyOf(heldOut);
    }

    /** A run that nobody evaluates. */
    public Overview(
            Instant at,
            boolean ready,
            boolean counted,
            RunState state,
            Optional<StepRow> newest,
            Totals accounting,
            List<Edge> edges,
            double tokensPerSecond,
            long groupsOpen,
            Map<String, Long> groupsClosed,
            Map<String, Long> groupsDropped,
            double groupAgeMs,
            List<OpenGroup> oldest,
            List<WorkerRow> workers,
            Map<String, Long> scorers,
            Map<String, Double> scorerLatencyMs,
            String headline,
            Map<String, Double> byCategory,
            long late,
            long deadLetters,
            long unreadable,
            long refused,
            int abandonedSteps,
            List<ServerRow> servers) {
        this(
                at,
                ready,
                counted,
                state,
                newest,
                accounting,
                edges,
                tokensPerSecond,
                groupsOpen,
                groupsClosed,
                groupsDropped,
                groupAgeMs,
                oldest,
                workers,
                scorers,
                scorerLatencyMs,
                headline,
                byCategory,
                late,
                deadLetters,
                unreadable,
                refused,
                abandonedSteps,
                servers,
                List.of());
    }

    /** The moment to which ages are told: that of the run's end, if it is over. */
    public Instant clock() {
        return state.isOver() ? state.end().orElse(at) : at;
    }
}
