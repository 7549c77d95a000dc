package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the advantage of the fifth of the tokens at which the policy was least certain (the 80/20 rule, arXiv
 * 2506.01939). The paper takes the fifth of a batch; a stream has none, so it is the fifth of each response.
 *
 * @param config the settings
 */
record EntropySelection(EntropyConfig config) implements TokenWeigher {

    static final String NAME = "entropy";

    @Override
    public Measure reads() {
        return Measure.ENTROPY;
    }

    @Override
    public @Nullable Guard weigh(GroupId group, Response response, int position, Workspace space) {
        PackedFloats entropies = response.measures().entropies();
        if (entropies == null) {
            return Guard.NOT_MEASURED;
        }
        int n = response.length();
        Workspace.read(entropies, space.signal);
        Kernels.keepLargest(space.signal, n, Kernels.top(config.top(), n), 1, space.sorted, space.weights);
        return null;
    }
}
