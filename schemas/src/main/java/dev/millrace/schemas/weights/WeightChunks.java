package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The chunks of a payload in their order, each cut when it is asked for: no more than one of them lies in memory besides
 * the payload. Safe for all threads; each iterator is for one.
 *
 * @param payload gives the payload from its first byte, any number of times
 * @param bytes its length
 * @param chunkBytes length of every chunk but the last, at least 1
 */
public record WeightChunks(RunId run, int version, Payload payload, long bytes, int chunkBytes)
        implements Iterable<WeightRecord> {

    /** Where a payload comes from. */
    @FunctionalInterface
    public interface Payload {
        InputStream open() throws IOException;
    }

    /** @throws IllegalArgumentException if there would be no chunk, or more than a manifest can count */
    public WeightChunks {
        if (chunkBytes < 1 || bytes < 0 || (bytes + chunkBytes - 1) / chunkBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a payload of " + bytes + " bytes cannot be cut into chunks of " + chunkBytes + " bytes");
        }
    }

    /** No chunks: the payload lies elsewhere. */
    public static WeightChunks none(RunId run, int version) {
        return new WeightChunks(run, version, InputStream::nullInputStream, 0, 1);
    }

    /** How many there are. */
    public int count() {
        return (int) ((bytes + chunkBytes - 1) / chunkBytes);
    }

    /**
     * The chunks as records.
     *
     * @throws UncheckedIOException here or by the iterator, if the payload cannot be read or ends early
     */
    @Override
    public Iterator<WeightRecord> iterator() {
        try {
            return new Cutting(payload.open());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Cutting implements Iterator<WeightRecord> {

        private final InputStream in;
        private int next;

        Cutting(InputStream in) {
            this.in = in;
        }

        @Override
        public boolean hasNext() {
            return next < count();
        }

        @Override
        public WeightRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int length = (int) Math.min(chunkBytes, bytes - (long) next * chunkBytes);
            byte[] data = read(length);
            if (data.length < length) {
                throw new UncheckedIOException(new IOException("the payload of version " + version + " ends in chunk "
                        + next + ", before the " + bytes + " bytes that it should have"));
            }
            return new WeightRecord(run.value(), new WeightChunk(version, next++, ByteBuffer.wrap(data)));
        }

        private byte[] read(int length) {
            try {
                byte[] data = in.readNBytes(length);
                if (next == count() - 1) {
                    in.close();
                }
                return data;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
