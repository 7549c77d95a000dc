package dev.millrace.streams.topology;

import dev.millrace.schemas.id.GroupId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * A group under a time: 8 bytes of epoch milliseconds, big-endian, then the id in UTF-8. Stores order keys by their
 * bytes, so that what is due is one range from the beginning.
 *
 * @param time not before the epoch
 * @param group the group
 */
record TimeOrderedKey(Instant time, GroupId group) {

    /** Before every key. */
    static final Bytes FIRST = Bytes.wrap(new byte[0]);

    Bytes bytes() {
        byte[] id = group.value().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(time.toEpochMilli())
                .put(id)
                .array());
    }

    /** Behind every key up to and including {@code time}, before every later one. */
    static Bytes after(Instant time) {
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES).putLong(time.toEpochMilli() + 1).array());
    }

    static TimeOrderedKey of(Bytes key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.get());
        Instant time = Instant.ofEpochMilli(bytes.getLong());
        return new TimeOrderedKey(
                time, new GroupId(StandardCharsets.UTF_8.decode(bytes).toString()));
    }
}
