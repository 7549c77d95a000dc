package dev.millrace.streams.reward;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.advantage.GroupRewards;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

/**
 * The control experiment: permutes rewards within a group. The permutation is derived from the group id alone, so that
 * a replay spoils the same rewards in the same way. Safe on any thread.
 */
public final class RewardShuffle {

    private RewardShuffle() {}

    /** The rewards in another order (which may happen to be the same one). */
    public static GroupRewards shuffle(GroupId group, GroupRewards rewards) {
        // java.util.Random: its algorithm is specified, so the permutation is the same on every JVM.
        Random random = new Random(seed(group));
        double[] values = rewards.toArray();
        for (int last = values.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            double swapped = values[last];
            values[last] = values[other];
            values[other] = swapped;
        }
        return GroupRewards.of(values);
    }

    private static long seed(GroupId group) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(group.value().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
