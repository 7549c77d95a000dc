package dev.millrace.workers.sampling;

import dev.millrace.schemas.id.GroupId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The seed of a group's noise. It comes from the run's seed and the group alone, so that a group that is sampled again,
 * by whichever worker and in whichever batch, draws the same numbers. Within the group the sampler derives the noise of a
 * token from this seed, the trajectory's index and the token's position.
 *
 * <p>It has 53 bits, as it stands in the trajectories: readers whose numbers are doubles hold no more.
 */
final class GroupSeed {

    private GroupSeed() {}

    static long of(long runSeed, GroupId group) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, runSeed));
        digest.update(group.value().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest.digest()).getLong() >>> (Long.SIZE - 53);
    }
}
