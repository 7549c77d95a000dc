package dev.millrace.schemas.weights;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/** Buffers as one stream, whose own positions stay. For one thread. */
final class PartsStream extends InputStream {

    private final Iterator<ByteBuffer> next;
    private ByteBuffer part = ByteBuffer.allocate(0);

    PartsStream(List<ByteBuffer> parts) {
        this.next = parts.iterator();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        while (!part.hasRemaining()) {
            if (!next.hasNext()) {
                return -1;
            }
            part = next.next().duplicate();
        }
        int count = Math.min(length, part.remaining());
        part.get(target, offset, count);
        return count;
    }
}
