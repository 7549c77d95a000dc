package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the advantage of the most dependent tokens only, and favours the more dependent responses (VPPO, arXiv
 * 2510.09285). The top ⌈0.4·n⌉ tokens by S weigh α, the others 0, with
 *
 * <pre>
 * α = b + m·(β_max − b),  β_max = b + (1 − b)/(mean m + 1e-8)
 * </pre>
 *
 * <p>m being the response's mean S, min-max normalised over the group; a stream has no larger batch. The mean of α is 1.
 * A group in which all responses depend on the image alike has α = 1, and a response none of whose tokens depend on it
 * is left alone, as there is no top to tell: both are ours.
 *
 * @param config the settings
 */
record Vppo(VppoConfig config) implements TokenWeigher {

    static final String NAME = "vppo";

    private static final double EPSILON = 1e-8;

    @Override
    public Measure reads() {
        return Measure.DEPENDENCY;
    }

    @Override
    public void prepare(List<Response> group, Workspace space) {
        int measured = 0;
        for (Response response : group) {
            PackedFloats strong = response.measures().strong();
            if (strong != null) {
                Workspace.read(strong, space.strong);
                space.factors[measured++] = Kernels.sum(space.strong, response.length()) / response.length();
            }
        }
        boolean varies = Kernels.minMax(space.factors, measured);
        double mean = Kernels.sum(space.factors, measured) / Math.max(1, measured);
        double most = config.alphaMin() + (1 - config.alphaMin()) / (mean + EPSILON);
        for (int i = 0; i < measured; i++) {
            space.factors[i] = varies ? config.alphaMin() + space.factors[i] * (most - config.alphaMin()) : 1;
        }
        spread(group, space.factors, measured);
    }

    /** Moves the factors of measured responses to the places of these in the group. */
    private static void spread(List<Response> group, double[] factors, int measured) {
        int from = measured;
        for (int to = group.size() - 1; to >= 0; to--) {
            factors[to] = group.get(to).measures().strong() == null ? 1 : factors[--from];
        }
    }

    @Override
    public @Nullable Guard weigh(GroupId group, Response response, int position, Workspace space) {
        PackedFloats strong = response.measures().strong();
        if (strong == null) {
            return Guard.NOT_MEASURED;
        }
        int n = response.length();
        Workspace.read(strong, space.strong);
        if (Kernels.max(space.strong, n) == 0) {
            return Guard.LOW_DEPENDENCY;
        }
        int keep = Kernels.top(config.top(), n);
        Kernels.keepLargest(space.strong, n, keep, space.factors[position], space.sorted, space.weights);
        return null;
    }
}
