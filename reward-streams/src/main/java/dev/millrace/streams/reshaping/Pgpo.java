package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import org.jspecify.annotations.Nullable;

/**
 * Moves advantage from tokens that do not depend on the image to those that do (PGPO, arXiv 2604.01840):
 *
 * <pre>
 * I  = minmax over the response of log1p(S)
 * w~ = I/τ below τ, 1 + β(I − τ)/(1 − τ) from there
 * w  = w~·n/Σw~
 * </pre>
 *
 * <p>The weights of a response sum to its length.
 *
 * @param config the settings
 */
record Pgpo(PgpoConfig config) implements TokenWeigher {

    static final String NAME = "pgpo";

    @Override
    public Measure reads() {
        return Measure.DEPENDENCY;
    }

    @Override
    public @Nullable Guard weigh(GroupId group, Response response, int position, Workspace space) {
        PackedFloats strong = response.measures().strong();
        if (strong == null) {
            return Guard.NOT_MEASURED;
        }
        Workspace.read(strong, space.strong);
        return weigh(response.length(), space);
    }

    /** The formula over what the workspace holds. */
    @Nullable
    Guard weigh(int n, Workspace space) {
        System.arraycopy(space.strong, 0, space.signal, 0, n);
        space.signalToLog1p(n);
        if (!Kernels.minMax(space.signal, n)) {
            return n == 1 ? Guard.SINGLE_TOKEN : Guard.CONSTANT_DEPENDENCY;
        }
        double tau = config.tau();
        for (int t = 0; t < n; t++) {
            double importance = space.signal[t];
            space.weights[t] = importance < tau ? importance / tau : 1 + config.beta() * (importance - tau) / (1 - tau);
        }
        Kernels.conserveMass(space.weights, n);
        return null;
    }
}
