package dev.millrace.streams.assembly;

import dev.millrace.streams.reward.OutputKind;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a closed group for a while.
 *
 * @param closedAt when it closed
 * @param accounted indices of the trajectories that went into its experience or its drops; another one that comes late
 *     is still to be accounted for
 * @param output what its trajectories are; null if none came
 */
public record ClosedGroup(Instant closedAt, SortedSet<Integer> accounted, @Nullable OutputKind output) {

    public ClosedGroup {
        accounted = Collections.unmodifiableSortedSet(new TreeSet<>(accounted));
    }

    /** The marker of a group that closes now. */
    public static ClosedGroup of(Instant now, GroupState state) {
        PromptFacts prompt = state.prompt();
        TreeSet<Integer> accounted = new TreeSet<>();
        state.trajectories().forEach(held -> accounted.add(held.index()));
        return new ClosedGroup(now, accounted, prompt == null ? null : prompt.output());
    }

    ClosedGroup with(int index) {
        TreeSet<Integer> more = new TreeSet<>(accounted);
        more.add(index);
        return new ClosedGroup(closedAt, more, output);
    }
}
