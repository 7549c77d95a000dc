package dev.millrace.policy.weights;

import java.io.IOException;
import java.io.InputStream;

/** A piece of the encoded bytes, wherever they lie. Safe for all threads; each stream is for one. */
public interface Shard {

    /** Its length, at least 1. */
    long bytes();

    /** SHA-256 of its bytes in hexadecimal. */
    String sha256();

    /**
     * Its bytes from the first, any number of times. A shard that lies outside this process compares them with the digest
     * while they are read.
     *
     * @throws IOException if they cannot be read or are others; so does the stream, at its end at the latest
     */
    InputStream open() throws IOException;
}
