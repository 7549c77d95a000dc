package dev.millrace.policy.weights;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The bytes of buffers, one after the other, as a stream. The buffers stay as they are. For one thread. */
final class BufferStream extends InputStream {

    private final Deque<ByteBuffer> left = new ArrayDeque<>();

    BufferStream(List<ByteBuffer> buffers) {
        buffers.forEach(buffer -> left.add(buffer.duplicate()));
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
        while (!left.isEmpty() && !left.element().hasRemaining()) {
            left.remove();
        }
        if (left.isEmpty()) {
            return -1;
        }
        int count = Math.min(length, left.element().remaining());
        left.element().get(target, offset, count);
        return count;
    }
}
