package dev.millrace.streams.assembly;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is remembered of a closed group for a while.
 *
 * @param closedAt when it closed
 * @param accounted indices of the trajectories that went into its experience or its drops; another one that comes late
 *     is still to be accounted for
 */
public record ClosedGroup(Instant closedAt, SortedSet<Integer> accounted) {

    public ClosedGroup {
        accounted = Collections.unmodifiableSortedSet(new TreeSet<>(accounted));
    }

    ClosedGroup with(int index) {
        TreeSet<Integer> more = new TreeSet<>(accounted);
        more.add(index);
        return new ClosedGroup(closedAt, more);
    }
}
