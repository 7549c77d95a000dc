package dev.millrace.policy.weights;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of shards, one after the other; each is opened when it is reached. For one thread. */
final class ShardStream extends InputStream {

    private final Iterator<Shard> next;
    private @Nullable InputStream open;

    ShardStream(List<Shard> shards) {
        this.next = shards.iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (true) {
            InputStream current = open;
            if (current != null) {
                int count = current.read(target, offset, length);
                if (count >= 0) {
                    return count;
                }
            }
            if (!next.hasNext()) {
                return -1;
            }
            close();
            open = next.next().open();
        }
    }

    @Override
    public void close() throws IOException {
        InputStream current = open;
        open = null;
        if (current != null) {
            current.close();
        }
    }
}
