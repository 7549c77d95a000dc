package dev.millrace.policy.weights;

import dev.millrace.policy.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Bytes, and the digest of all that were read. For one thread. */
final class DigestedStream extends InputStream {

    private final InputStream in;
    private final boolean isDigested;
    private final Sha256 digest = new Sha256();

    /**
     * @param in closed with this
     * @param isDigested whether a digest will be asked for
     */
    DigestedStream(InputStream in, boolean isDigested) {
        this.in = in;
        this.isDigested = isDigested;
    }

    /** The digest of the bytes that were read, 64 lower-case hexadecimal digits; to be called once. */
    String sha256() {
        return digest.finish();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        if (isDigested && count > 0) {
            digest.update(ByteBuffer.wrap(target, offset, count));
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
