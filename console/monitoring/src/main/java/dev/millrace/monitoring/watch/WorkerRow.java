package dev.millrace.monitoring.watch;

import java.time.Instant;

/**
 * A worker as its trajectories tell of it.
 *
 * @param version newest policy version in its trajectories
 * @param behind by how many versions that was older than the newest of its time; 0 of a worker that is silent
 * @param isStale whether that is more than the learner trains
 * @param trajectories it has published
 * @param recent of these, of late
 * @param lastSeen begin of the newest window that has trajectories of it
 */
public record WorkerRow(
        String name, int version, int behind, boolean isStale, long trajectories, double recent, Instant lastSeen) {}
