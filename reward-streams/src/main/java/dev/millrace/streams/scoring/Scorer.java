package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;

/**
 * A source of reward.
 *
 * <p>It is called from several threads at once. It may be slow, throw or hang: its caller bounds the time, makes a
 * failure of an exception, and interrupts the thread of a call that takes too long.
 */
public interface Scorer {

    /** The name by which weights, records and consumer groups know it: lower-case letters, digits and {@code _}. */
    String name();

    /** Version of its rules or model; another version may score the same sample differently. */
    String version();

    /**
     * Judges one sample. The same sample gets the same verdict from the same version.
     *
     * @throws Exception when it cannot, with a message that says why
     */
    Verdict score(Sample sample) throws Exception;
}
