package dev.millrace.streams.scoring;

import dev.millrace.schemas.http.AskAgainException;
import dev.millrace.streams.reward.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * A source of reward. Its name, and how it is called, are its declaration's; it is made by a {@link ScorerFactory}.
 *
 * <p>It is called from several threads at once. It may be slow, throw or hang: its caller bounds the time, makes a
 * failure of an exception, and interrupts the thread of a call that takes too long. It is asked only of what it judges.
 */
public interface Scorer extends AutoCloseable {

    /** Version of its rules, model or settings; another version may score the same sample differently. */
    String version();

    /** SHA-256 of the frozen referee's weights; empty for a scorer that goes by rules alone. */
    default Optional<String> refereeDigest() {
        return Optional.empty();
    }

    /** Whether a call shall hold samples of one group only; of all of it where its batch has room for that. */
    default boolean judgesGroups() {
        return false;
    }

    /** Most samples that it takes in one call, whatever its declaration says. */
    default int most() {
        return Integer.MAX_VALUE;
    }

    /**
     * Judges samples in one call. The same sample gets the same verdict from the same version.
     *
     * @param samples from one to as many as its batch has, or {@link #most()}
     * @return their verdicts in the same order
     * @throws java.io.IOException when it can judge none of them now and may later, as when a server is busy: it is asked
     *     again within its time; {@link AskAgainException} says when. The same holds where an image cannot be read now
     * @throws Exception when it can judge none of them at all, with a message that says why; what is wrong with one alone
     *     is that one's verdict
     */
    List<Verdict> score(List<Sample> samples) throws Exception;

    /** Gives back what it holds; no call is running then, and none follows. */
    @Override
    default void close() {}
}
