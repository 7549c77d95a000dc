package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A source of reward.
 *
 * <p>It is called from several threads at once. It may be slow, throw or hang: its caller bounds the time, makes a
 * failure of an exception, and interrupts the thread of a call that takes too long.
 */
public interface Scorer extends AutoCloseable {

    /** The name by which weights, records and consumer groups know it: lower-case letters, digits and {@code _}. */
    String name();

    /** Version of its rules, model or settings; another version may score the same sample differently. */
    String version();

    /** SHA-256 of the frozen referee's weights; empty for a scorer that goes by rules alone. */
    default Optional<String> refereeDigest() {
        return Optional.empty();
    }

    /** Most samples that one call takes. */
    default int batchSize() {
        return 1;
    }

    /**
     * Judges one sample. The same sample gets the same verdict from the same version.
     *
     * @throws Exception when it cannot, with a message that says why
     */
    Verdict score(Sample sample) throws Exception;

    /**
     * Judges samples in one call.
     *
     * @param samples at most {@link #batchSize()}
     * @return their verdicts in the same order
     * @throws Exception when it can judge none of them; what is wrong with one alone is its verdict
     */
    default List<Verdict> score(List<Sample> samples) throws Exception {
        List<Verdict> verdicts = new ArrayList<>(samples.size());
        for (Sample sample : samples) {
            verdicts.add(score(sample));
        }
        return verdicts;
    }

    /** Gives back what it holds; no call is running then, and none follows. */
    @Override
    default void close() {}
}
