package dev.millrace.learner;

import dev.millrace.schemas.weights.SigningKey;
import dev.millrace.schemas.weights.TrustedKeys;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightAssembler;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How weights are published.
 *
 * @param chunkBytes length of a chunk in bytes, from 1,024 to 1 MiB
 * @param keep newest versions of the run that stay in the log, at least 1
 * @param maxBytes largest version in bytes that travels on the log, for the learner and the run's workers, from 1 to 2 GiB less 9;
 *     larger ones need an object store, for which there is no limit
 * @param inlineBytes largest version in bytes that travels on the log where there is an object store, at least 0; larger ones
 *     lie in the store, as do those above {@code max_bytes}. Without a store all travel on the log
 * @param anchorEvery every so many-th version on the log is written whole; those between are what has changed since, where
 *     that is a quarter shorter at least. 1: all are whole. Learner and workers then hold one version more in memory
 * @param signingKey file of the Ed25519 key by which the learner signs what it says of its weights, as {@code openssl genpkey
 *     -algorithm ed25519} makes one; empty: it does not
 * @param trustedKeys file of public keys, of which the weights of the run must be signed by one, for workers and for a learner
 *     that resumes; empty: no signature is asked for
 */
public record WeightsConfig(
        int chunkBytes, int keep, long maxBytes, long inlineBytes, int anchorEvery, Path signingKey, Path trustedKeys) {

    private static final int LARGEST_CHUNK = 1 << 20;
    private static final long DEFAULT_INLINE_BYTES = 64L << 20;
    private static final Path NO_FILE = Path.of("");

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public WeightsConfig {
        LearnerConfig.atLeast("chunk_bytes", chunkBytes, 1024);
        if (chunkBytes > LARGEST_CHUNK) {
            throw new IllegalArgumentException("chunk_bytes must be at most " + LARGEST_CHUNK + ", not " + chunkBytes);
        }
        LearnerConfig.atLeast("keep", keep, 1);
        LearnerConfig.atLeast("inline_bytes", inlineBytes, 0);
        LearnerConfig.atLeast("max_bytes", maxBytes, 1);
        LearnerConfig.atLeast("anchor_every", anchorEvery, 1);
        if (maxBytes > WeightAssembler.LARGEST_MAX_BYTES) {
            throw new IllegalArgumentException(
                    "max_bytes must be at most " + WeightAssembler.LARGEST_MAX_BYTES + ", not " + maxBytes);
        }
    }

    /** Largest version that travels on the log beside a store. */
    public long mostBesideStore() {
        return Math.min(inlineBytes, maxBytes);
    }

    /** Chunks of 512 KiB, the 4 newest versions kept, 512 MiB at most, 64 MiB of them on the log beside a store. */
    public static WeightsConfig defaults() {
        return unsigned(
                WeightAnnouncement.DEFAULT_CHUNK_BYTES, 4, WeightAssembler.DEFAULT_MAX_BYTES, DEFAULT_INLINE_BYTES);
    }

    /** Without signatures and deltas. */
    public static WeightsConfig unsigned(int chunkBytes, int keep, long maxBytes, long inlineBytes) {
        return new WeightsConfig(chunkBytes, keep, maxBytes, inlineBytes, 1, NO_FILE, NO_FILE);
    }

    /**
     * What signs, if something does.
     *
     * @throws dev.millrace.schemas.failure.UsageException if the file holds no such key
     */
    public Optional<SigningKey> signer() {
        return signingKey.equals(NO_FILE)
                ? Optional.empty()
                : Optional.of(SigningKey.read("learner.weights.signing_key", signingKey));
    }

    /**
     * Which versions are taken.
     *
     * @throws dev.millrace.schemas.failure.UsageException if the file of trusted keys holds none
     */
    public WeightAcceptance acceptance() {
        return new WeightAcceptance(
                maxBytes,
                trustedKeys.equals(NO_FILE)
                        ? TrustedKeys.ANYBODY
                        : TrustedKeys.read("learner.weights.trusted_keys", trustedKeys));
    }
}
