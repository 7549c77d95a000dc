package dev.millrace.policy.safetensors;

import java.io.IOException;
import java.util.Optional;

/** The values of a tensor wherever they lie: in the heap, in native memory, in a file, or on their way in a stream. */
public interface TensorSource {

    TensorForm form();

    /**
     * Gives the values in the format's layout, little-endian and row-major, from the first to the last. A piece holds whole
     * elements. What comes from a stream is given once.
     *
     * @throws IOException if they cannot be read, or the sink does not take them
     */
    void writeTo(ByteSink sink) throws IOException;

    /**
     * The first value that is NaN or infinite. Integers are finite.
     *
     * @throws IOException if the values cannot be read
     */
    default Optional<NonFinite> nonFinite() throws IOException {
        return NonFinite.search(this);
    }
}
