package dev.millrace.monitoring.watch;

import java.time.Instant;
import java.util.SortedMap;

/**
 * A group that has not closed.
 *
 * @param since time of its first record
 * @param size trajectories it will have
 * @param arrived trajectories it has
 * @param missing by scorer, trajectories it has not judged
 */
public record OpenGroup(String id, Instant since, int size, int arrived, SortedMap<String, Integer> missing) {}
