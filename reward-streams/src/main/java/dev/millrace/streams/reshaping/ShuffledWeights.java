package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A control: the weights of a method, shuffled among the tokens of each response. The permutation is derived from the
 * group's id (which begins with the run's) and the index, so that a replay shuffles alike.
 *
 * @param original whose weights are shuffled
 */
record ShuffledWeights(TokenWeigher original) implements TokenWeigher {

    static final String NAME = "random";

    @Override
    public Measure reads() {
        return original.reads();
    }

    @Override
    public @Nullable Guard weigh(GroupId group, Response response, int position, Workspace space) {
        Guard guard = original.weigh(group, response, position, space);
        if (guard != null) {
            return guard;
        }
        // java.util.Random: its algorithm is specified, so the permutation is the same on every JVM.
        Random random = new Random(seed(group, response.index()));
        for (int last = response.length() - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            double swapped = space.weights[last];
            space.weights[last] = space.weights[other];
            space.weights[other] = swapped;
        }
        return null;
    }

    private static long seed(GroupId group, int index) {
        try {
            byte[] identity = (group.value() + "#" + index).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(identity))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
