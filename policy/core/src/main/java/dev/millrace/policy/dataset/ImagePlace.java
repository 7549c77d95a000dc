package dev.millrace.policy.dataset;

import java.io.Closeable;
import java.io.IOException;

/** Where the images lie that rows name by paths. */
interface ImagePlace extends Closeable {

    /** The encoded bytes of an image by its path; not more of them than the limit. */
    byte[] read(String name) throws RowException;

    @Override
    void close() throws IOException;
}
