package dev.millrace.streams.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * State as bytes: Avro's single-object encoding, which names the schema by fingerprint and needs no registry.
 * Safe on any thread.
 *
 * @param <T> type of the value
 */
public interface StateCodec<T> {

    /** The bytes of a value. */
    byte[] encode(T value);

    /**
     * The value of bytes.
     *
     * @throws UncheckedIOException if they are no such value, or of a schema this version does not know
     */
    T decode(byte[] bytes);

    /** A codec over a generated record. */
    static <R> StateCodec<R> of(BinaryMessageEncoder<R> encoder, BinaryMessageDecoder<R> decoder) {
        return new StateCodec<>() {
            @Override
            public byte[] encode(R value) {
                try {
                    ByteBuffer encoded = encoder.encode(value);
                    byte[] bytes = new byte[encoded.remaining()];
                    encoded.get(bytes);
                    return bytes;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public R decode(byte[] bytes) {
                try {
                    return decoder.decode(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException("state of " + bytes.length + " bytes cannot be read", e);
                }
            }
        };
    }
}
