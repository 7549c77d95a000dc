package dev.millrace.monitoring.runs;

import dev.millrace.monitoring.watch.StepRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One run of the cluster.
 *
 * @param state live, finished, stopped, stalled, failed or not begun
 * @param totalSteps steps it is to make; 0 where there is no end, or none is known
 * @param first when its first known step ended
 * @param newest its newest step
 * @param trained what its steps took
 * @param isHere whether it is the one that the page watches
 */
public record RunLine(
        String run,
        String state,
        int totalSteps,
        Optional<Instant> first,
        Optional<StepRow> newest,
        Duration trained,
        boolean isHere) {}
