package dev.millrace.learner;

import dev.millrace.schemas.weights.WeightAnnouncement;

/**
 * How weights are published.
 *
 * <p>Old versions are deleted by offset, whosever they are: runs that train at the same time need topic prefixes of their
 * own.
 *
 * @param chunkBytes length of a chunk in bytes, from 1,024 to 1 MiB
 * @param keep newest versions that stay in the log, at least 1
 */
public record WeightsConfig(int chunkBytes, int keep) {

    private static final int LARGEST = 1 << 20;

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public WeightsConfig {
        LearnerConfig.atLeast("chunk_bytes", chunkBytes, 1024);
        if (chunkBytes > LARGEST) {
            throw new IllegalArgumentException("chunk_bytes must be at most " + LARGEST + ", not " + chunkBytes);
        }
        LearnerConfig.atLeast("keep", keep, 1);
    }

    /** Chunks of 512 KiB, the 4 newest versions kept. */
    public static WeightsConfig defaults() {
        return new WeightsConfig(WeightAnnouncement.DEFAULT_CHUNK_BYTES, 4);
    }
}
