package dev.millrace.schemas.store;

import dev.millrace.schemas.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * An object of a store, compared with its digest while it is read. Safe for all threads; each stream is for one.
 *
 * @param store stays its owner's
 * @param bytes length that the record which names it states
 */
public record StoredObject(ObjectStore store, ObjectKey key, long bytes) {

    /**
     * The bytes from the first; the caller closes the stream, which ends with a
     * {@link DamagedObjectException} where they are not what digest and length say.
     *
     * @throws java.io.FileNotFoundException if there is none of this name
     * @throws IOException if it cannot be read
     */
    public InputStream open() throws IOException {
        return new Comparing(store.open(key));
    }

    /**
     * All bytes, of an object that fits into memory.
     *
     * @throws DamagedObjectException if they are not what digest and length say
     * @throws IOException as {@link #open()}
     */
    public byte[] read() throws IOException {
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    private final class Comparing extends InputStream {

        private final InputStream in;
        private final Sha256 digest = new Sha256();
        private long left = bytes;

        Comparing(InputStream in) throws IOException {
            this.in = in;
            if (left == 0) {
                finish();
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 || length == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw damaged("ends " + left + " bytes early");
            }
            digest.update(ByteBuffer.wrap(target, offset, count));
            left -= count;
            if (left == 0) {
                finish();
            }
            return count;
        }

        /** With the last byte, so that who reads as many as there should be has them compared. */
        private void finish() throws IOException {
            if (in.read() >= 0) {
                throw damaged("has more than " + bytes + " bytes");
            }
            String found = digest.finish();
            if (!found.equals(key.sha256())) {
                throw damaged("has the SHA-256 " + found);
            }
        }

        private DamagedObjectException damaged(String how) {
            return new DamagedObjectException("object " + key + " of " + store.name() + " is damaged: it " + how);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
