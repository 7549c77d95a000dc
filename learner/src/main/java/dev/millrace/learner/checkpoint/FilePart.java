package dev.millrace.learner.checkpoint;

import dev.millrace.learner.checkpoint.StoredCheckpoint.Part;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.ObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Some bytes of a file, as an object of a store: servers take objects up to a length only, and one that has to be sent again should
 * not be a whole optimizer's state.
 *
 * @param begin place of its first byte in the file
 * @param part its digest and length
 */
record FilePart(Path file, long begin, Part part) implements ObjectStore.Content {

    private static final int PIECE_BYTES = 256 * 1024;

    /**
     * Cuts a file, and reads it once for the digests. A file without a byte has one part.
     *
     * @param most longest part, in bytes
     */
    static List<FilePart> of(Path file, long most) throws IOException {
        List<FilePart> parts = new ArrayList<>();
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            long begin = 0;
            boolean more = true;
            while (more) {
                Sha256 digest = new Sha256();
                long bytes = 0;
                int count = read(in, piece, most);
                while (count > 0) {
                    digest.update(ByteBuffer.wrap(piece, 0, count));
                    bytes += count;
                    count = read(in, piece, most - bytes);
                }
                if (bytes > 0 || parts.isEmpty()) {
                    parts.add(new FilePart(file, begin, new Part(digest.finish(), bytes)));
                }
                begin += bytes;
                more = bytes == most;
            }
        }
        return parts;
    }

    private static int read(InputStream in, byte[] piece, long most) throws IOException {
        return in.readNBytes(piece, 0, (int) Math.min(piece.length, most));
    }

    @Override
    public InputStream open() throws IOException {
        InputStream whole = Files.newInputStream(file);
        try {
            whole.skipNBytes(begin);
            return new Bounded(whole, part.bytes());
        } catch (IOException e) {
            try (whole) {
                throw e;
            }
        }
    }

    /** A stream that ends after so many bytes. */
    private static final class Bounded extends FilterInputStream {

        private long left;

        Bounded(InputStream in, long bytes) {
            super(in);
            this.left = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = super.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
