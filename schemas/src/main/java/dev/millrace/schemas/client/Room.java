package dev.millrace.schemas.client;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that grow, of one thread: {@code ByteArrayOutputStream} takes a lock for each of the many small writes of a record. */
final class Room extends OutputStream {

    /** Longest array that every virtual machine makes. */
    private static final long MOST = Integer.MAX_VALUE - 8L;

    private static final int SMALLEST = 256;

    private byte[] bytes = new byte[SMALLEST];
    private int size;

    /** Begins anew, with as much room as there is. */
    void clear() {
        size = 0;
    }

    @Override
    public void write(int value) {
        require(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        require(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    private void require(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * bytes.length, MOST)));
        }
    }

    int size() {
        return size;
    }

    /** A copy of what was written. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
