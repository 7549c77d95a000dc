package dev.millrace.streams.assembly;

import dev.millrace.streams.reward.OutputKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a closed group for a while.
 *
 * @param closedAt when it closed
 * @param accounted indices of the trajectories that went into its experience or its drops; another one that comes late
 *     is still to be accounted for
 * @param output what its trajectories are; null if none came
 */
public record ClosedGroup(Instant closedAt, IndexSet accounted, @Nullable OutputKind output) {

    /** The marker of a group that closes now. */
    public static ClosedGroup of(Instant now, GroupState state) {
        PromptFacts prompt = state.prompt();
        return new ClosedGroup(now, IndexSet.of(state), prompt == null ? null : prompt.output());
    }

    ClosedGroup with(int index) {
        return new ClosedGroup(closedAt, accounted.with(index), output);
    }

    /** Of two markers of one group the one that knows more: it closed later, or accounts for more. */
    public ClosedGroup or(ClosedGroup other) {
        int order = closedAt.compareTo(other.closedAt);
        return order > 0 || (order == 0 && accounted.size() >= other.accounted.size()) ? this : other;
    }
}
