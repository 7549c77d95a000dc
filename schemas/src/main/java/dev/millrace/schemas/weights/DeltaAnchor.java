package dev.millrace.schemas.weights;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.millrace.schemas.id.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A payload that is kept, so that later ones of the same length can travel as what has changed.
 *
 * <p>Both payloads are combined by XOR; what training has not changed is 0 then, and so are most of the high bytes of numbers that
 * have changed a little. Within blocks of 1 MiB the first of every four bytes stand together, then the second, the third, the
 * fourth, and zstd takes all of it as one frame. Nothing is rounded: the same bits come out. Immutable.
 *
 * @param version of the anchor
 * @param sha256 of its payload
 * @param payload its bytes, in pieces one after the other, read-only
 */
public record DeltaAnchor(int version, String sha256, List<ByteBuffer> payload) {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int STRIDE = Float.BYTES;
    private static final int LEVEL = 3;

    /** What a reader allots to a frame that it is sent: 8 MiB, four times what we write. */
    private static final int WINDOW_LOG = 23;

    public DeltaAnchor {
        payload = payload.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
    }

    /**
     * Keeps a copy of a payload.
     *
     * @param bytes its length
     * @throws IOException if it cannot be read, or has another length
     */
    public static DeltaAnchor of(int version, String sha256, long bytes, WeightChunks.Payload from) throws IOException {
        PayloadParts parts = new PayloadParts(bytes);
        byte[] block = new byte[BLOCK_BYTES];
        long kept = 0;
        try (InputStream in = from.open()) {
            for (int count = in.readNBytes(block, 0, BLOCK_BYTES);
                    count > 0;
                    count = in.readNBytes(block, 0, BLOCK_BYTES)) {
                kept += count;
                if (kept <= bytes) {
                    parts.add(ByteBuffer.wrap(block, 0, count));
                }
            }
        }
        if (kept != bytes) {
            throw new IOException("the payload of version " + version + " has " + kept + " bytes, not " + bytes);
        }
        return new DeltaAnchor(version, sha256, parts.all());
    }

    /** Length of the payload. */
    public long length() {
        return payload.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /**
     * What has changed to a payload of the same length.
     *
     * @throws IOException if it cannot be read
     */
    public EncodedDelta delta(WeightChunks.Payload changed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] old = new byte[BLOCK_BYTES];
        byte[] fresh = new byte[BLOCK_BYTES];
        byte[] apart = new byte[BLOCK_BYTES];
        try (InputStream in = changed.open();
                InputStream own = new PartsStream(payload);
                OutputStream out = new ZstdOutputStream(bytes, LEVEL)) {
            for (int count = own.readNBytes(old, 0, BLOCK_BYTES);
                    count > 0;
                    count = own.readNBytes(old, 0, BLOCK_BYTES)) {
                if (in.readNBytes(fresh, 0, count) < count) {
                    throw new IOException("a payload ends before that of its anchor, version " + version);
                }
                combine(old, fresh, count);
                takeApart(fresh, apart, count);
                out.write(apart, 0, count);
            }
            if (in.read() >= 0) {
                throw new IOException("a payload goes on behind the end of that of its anchor, version " + version);
            }
        }
        ByteBuffer encoded = ByteBuffer.wrap(bytes.toByteArray());
        return new EncodedDelta(version, sha256, encoded, Sha256.of(encoded.duplicate()));
    }

    /**
     * The payload that a delta makes of this one. Its digest is the caller's to compare.
     *
     * @param delta the encoded bytes, in pieces
     * @throws IOException if they are no delta of this anchor
     */
    public List<ByteBuffer> apply(List<ByteBuffer> delta) throws IOException {
        PayloadParts parts = new PayloadParts(length());
        byte[] old = new byte[BLOCK_BYTES];
        byte[] fresh = new byte[BLOCK_BYTES];
        byte[] apart = new byte[BLOCK_BYTES];
        try (InputStream own = new PartsStream(payload);
                InputStream in = new ZstdInputStream(new PartsStream(delta)).setLongMax(WINDOW_LOG)) {
            for (int count = own.readNBytes(old, 0, BLOCK_BYTES);
                    count > 0;
                    count = own.readNBytes(old, 0, BLOCK_BYTES)) {
                if (in.readNBytes(apart, 0, count) < count) {
                    throw new IOException("it ends before its anchor, version " + version);
                }
                putTogether(apart, fresh, count);
                combine(old, fresh, count);
                parts.add(ByteBuffer.wrap(fresh, 0, count));
            }
            if (in.read() >= 0) {
                throw new IOException("it goes on behind the end of its anchor, version " + version);
            }
        }
        return parts.all();
    }

    private static void combine(byte[] with, byte[] into, int count) {
        for (int at = 0; at < count; at++) {
            into[at] ^= with[at];
        }
    }

    private static void takeApart(byte[] numbers, byte[] planes, int count) {
        int to = 0;
        for (int plane = 0; plane < STRIDE; plane++) {
            for (int from = plane; from < count; from += STRIDE) {
                planes[to++] = numbers[from];
            }
        }
    }

    private static void putTogether(byte[] planes, byte[] numbers, int count) {
        int from = 0;
        for (int plane = 0; plane < STRIDE; plane++) {
            for (int to = plane; to < count; to += STRIDE) {
                numbers[to] = planes[from++];
            }
        }
    }
}
