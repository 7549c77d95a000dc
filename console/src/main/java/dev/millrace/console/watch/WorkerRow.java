package dev.millrace.console.watch;

import java.time.Instant;

/**
 * A worker as its trajectories tell of it.
 *
 * @param version newest policy version in its trajectories
 * @param trajectories it has published
 * @param recent of these, of late
 * @param lastSeen begin of the newest window that has trajectories of it
 */
public record WorkerRow(String name, int version, long trajectories, double recent, Instant lastSeen) {}
