package dev.millrace.streams.assembly;

import dev.millrace.streams.reward.Verdict;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What the assembly keeps of a score.
 *
 * @param index the trajectory it is about
 * @param scorer who says it
 * @param verdict what it says
 * @param provenance the rest of the record; null where the state was written when the trajectory was there, as only a score
 *     whose trajectory never comes is published again
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

    /** The order of a group's scores: it keeps one of each scorer for each trajectory. */
    static final Comparator<HeldScore> BY_TRAJECTORY_AND_SCORER =
            (one, other) -> one.compareTo(other.index, other.scorer);

    /** How it stands to the score of a trajectory by a scorer in that order. */
    int compareTo(int otherIndex, String otherScorer) {
        return index != otherIndex ? Integer.compare(index, otherIndex) : scorer.compareTo(otherScorer);
    }

    HeldScore withoutProvenance() {
        return provenance == null ? this : new HeldScore(index, scorer, verdict, null);
    }
}
