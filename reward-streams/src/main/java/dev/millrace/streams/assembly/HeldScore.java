package dev.millrace.streams.assembly;

import dev.millrace.streams.reward.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the assembly keeps of a score.
 *
 * @param index the trajectory it is about
 * @param scorer who says it
 * @param verdict what it says
 * @param provenance the rest of the record; null once the trajectory is there, as only a score whose trajectory never
 *     comes is published again
 */
public record HeldScore(int index, String scorer, Verdict verdict, @Nullable Provenance provenance) {

    /**
     * How a score came about.
     *
     * @param scorerVersion version of the scorer's rules or model
     * @param refereeDigest SHA-256 of the frozen referee's weights, or null
     * @param scoredAt when it was made
     * @param latencyMs how long that took
     */
    public record Provenance(String scorerVersion, @Nullable String refereeDigest, Instant scoredAt, int latencyMs) {}

    /** What it is about and who says it: a group keeps one score of each. */
    Key key() {
        return new Key(index, scorer);
    }

    HeldScore withoutProvenance() {
        return provenance == null ? this : new HeldScore(index, scorer, verdict, null);
    }

    /** Orders scores by trajectory, then by scorer. */
    record Key(int index, String scorer) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            return index != other.index ? Integer.compare(index, other.index) : scorer.compareTo(other.scorer);
        }
    }
}
