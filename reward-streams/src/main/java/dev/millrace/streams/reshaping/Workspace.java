package dev.millrace.streams.reshaping;

import dev.millrace.schemas.packed.PackedFloats;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Room for the numbers of one response after the other, so that weighing tokens allocates nothing. All arrays hold at
 * least as many values as the longest response has tokens; only the first n mean anything. Belongs to one call at a time, on the thread
 * that it is of.
 */
final class Workspace {

    private static final ThreadLocal<@Nullable Workspace> OF_THREAD = new ThreadLocal<>();

    /** S_t in nat, never negative. */
    final double[] strong;

    /** S'_t in nat, never negative. */
    final double[] weak;

    /** What a method makes of these, 0 to 1. */
    final double[] signal;

    /** The result: factor of each token's advantage. */
    final double[] weights;

    /** For sorting. */
    final double[] sorted;

    /** One factor per response of the group. */
    final double[] factors;

    private final int[] places;
    private final float[] single;
    private boolean signalled;

    private Workspace(int responses, int longest) {
        this.strong = new double[longest];
        this.weak = new double[longest];
        this.signal = new double[longest];
        this.weights = new double[longest];
        this.sorted = new double[longest];
        this.factors = new double[responses];
        this.places = new int[longest];
        this.single = new float[longest];
    }

    /** That of this thread, with room for a group, whose numbers mean nothing yet. */
    static Workspace of(List<Response> group) {
        int longest = 0;
        for (Response response : group) {
            longest = Math.max(longest, response.length());
        }
        Workspace known = OF_THREAD.get();
        if (known == null || known.factors.length < group.size() || known.strong.length < longest) {
            known = new Workspace(group.size(), longest);
            OF_THREAD.set(known);
        }
        return known;
    }

    /** Begins with a response: every weight is 1. */
    void begin(int length) {
        Arrays.fill(weights, 0, length, 1);
        signalled = false;
    }

    /** Says that {@link #signal} is a robust visual dependency, which is worth reporting. */
    void reportSignal() {
        signalled = true;
    }

    /** Reads a measure; a divergence that rounding left below 0 is 0. */
    static void read(PackedFloats values, double[] into) {
        int n = values.length();
        for (int t = 0; t < n; t++) {
            float value = values.at(t);
            into[t] = value > 0 ? value : 0;
        }
    }

    /** Takes log1p of the signal; {@link #weak} is lost, and weights are 1 again. */
    void signalToLog1p(int n) {
        Log1p.of(signal, n, weak, weights, sorted, places);
        Arrays.fill(weights, 0, n, 1);
    }

    /** The result for a response. */
    ReshapedTokens credit(Response response, @Nullable Guard guard) {
        int n = response.length();
        PackedFloats rvd = signalled ? packed(signal, n, 1) : null;
        if (guard != null || allOne(n)) {
            return new ReshapedTokens(new TokenAdvantages.OfTrajectory(), null, rvd, guard);
        }
        // An advantage of 0 has nothing to distribute; its weights are worth knowing all the same.
        TokenAdvantages advantages = response.advantage() == 0
                ? new TokenAdvantages.OfTrajectory()
                : new TokenAdvantages.PerToken(packed(weights, n, response.advantage()));
        return new ReshapedTokens(advantages, packed(weights, n, 1), rvd, null);
    }

    private PackedFloats packed(double[] values, int n, double factor) {
        for (int t = 0; t < n; t++) {
            single[t] = (float) (values[t] * factor);
        }
        return PackedFloats.of(single, n);
    }

    private boolean allOne(int n) {
        for (int t = 0; t < n; t++) {
            if (weights[t] != 1) {
                return false;
            }
        }
        return true;
    }
}
