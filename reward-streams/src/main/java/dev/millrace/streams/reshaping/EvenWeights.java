package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A control: the mean weight that a method gives the tokens of a response, for each of them alike.
 *
 * @param original whose weights are averaged
 */
record EvenWeights(TokenWeigher original) implements TokenWeigher {

    static final String NAME = "uniform";

    @Override
    public Measure reads() {
        return original.reads();
    }

    @Override
    public @Nullable Guard weigh(GroupId group, Response response, int position, Workspace space) {
        Guard guard = original.weigh(group, response, position, space);
        if (guard == null) {
            int n = response.length();
            Arrays.fill(space.weights, 0, n, Kernels.sum(space.weights, n) / n);
        }
        return guard;
    }
}
