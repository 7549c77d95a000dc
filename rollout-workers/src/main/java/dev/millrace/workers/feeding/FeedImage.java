package dev.millrace.workers.feeding;

/** An encoded image of a data set, read when it is needed. */
public interface FeedImage {

    /**
     * The encoded bytes.
     *
     * @throws RuntimeException naming the file, if it cannot be read
     */
    byte[] encoded();

    /** Media type of the bytes, for instance {@code image/png}. */
    String mediaType();
}
