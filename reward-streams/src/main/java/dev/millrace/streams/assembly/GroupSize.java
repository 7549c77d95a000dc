package dev.millrace.streams.assembly;

import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.streams.reshaping.ReshapedTokens;
import dev.millrace.streams.reshaping.TokenAdvantages;
import dev.millrace.streams.reshaping.TokenMeasures;
import org.jspecify.annotations.Nullable;

/** What a group takes as a record, from the lengths of its parts: never less than its bytes. Stateless. */
final class GroupSize {

    /** Most that the parts may take, in bytes; the rest of a record frames them. */
    static final long MOST = RecordLimits.MAX_RECORD_BYTES - 64 * 1024;

    private static final int WIDEST_CHARACTER = 3;
    private static final int NUMBERS = 128;

    private GroupSize() {}

    static long of(SettledGroup group) {
        long bytes =
                NUMBERS + text(group.prompt().promptId()) + text(group.prompt().category());
        for (SettledTrajectory trajectory : group.trajectories()) {
            bytes += NUMBERS + of(trajectory.credit().tokens());
            for (String scorer : trajectory.components().keySet()) {
                bytes += Double.BYTES + Integer.BYTES + text(scorer);
            }
        }
        return bytes;
    }

    /** Whether the state of a group has room for one more trajectory. Only what was measured of tokens takes much. */
    static boolean fits(GroupState state, HeldTrajectory more) {
        long bytes = of(more);
        if (bytes == 0) {
            return true;
        }
        for (HeldTrajectory held : state.trajectories()) {
            bytes += of(held);
        }
        return bytes <= MOST;
    }

    private static long of(HeldTrajectory held) {
        if (!(held instanceof HeldTrajectory.Usable usable)) {
            return 0;
        }
        TokenMeasures measures = usable.measures();
        return floats(measures.strong()) + floats(measures.weak()) + floats(measures.entropies());
    }

    private static long of(ReshapedTokens tokens) {
        long bytes = floats(tokens.weights()) + floats(tokens.rvd());
        return tokens.advantages() instanceof TokenAdvantages.PerToken own ? bytes + floats(own.values()) : bytes;
    }

    private static long floats(@Nullable PackedFloats values) {
        return values == null ? 0 : (long) Float.BYTES * values.length();
    }

    private static long text(@Nullable String text) {
        return text == null ? 0 : (long) WIDEST_CHARACTER * text.length();
    }
}
