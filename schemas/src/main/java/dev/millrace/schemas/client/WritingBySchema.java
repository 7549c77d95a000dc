package dev.millrace.schemas.client;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of one type. The first one for a topic goes through the registry client's serializer, which looks the schema
 * up; those after it bear the same frame, and are written by the same writer of Avro. Safe on any thread.
 */
final class WritingBySchema<T extends SpecificRecord> implements Serializer<T> {

    private static final int FRAME = 1 + Integer.BYTES;
    private static final int SMALLEST_ROOM = 256;

    private final Serializer<Object> first;
    private final DatumWriter<T> writer;
    private final Map<String, byte[]> frames = new ConcurrentHashMap<>();

    /** What the last record took, with some room: records of a topic are of a size, and growing copies them. */
    private volatile int room = SMALLEST_ROOM;

    /** @param first writes the first record of each topic; closed with this */
    WritingBySchema(Serializer<Object> first, Class<T> type) {
        this.first = first;
        this.writer = new SpecificDatumWriter<>(SpecificData.get().getSchema(type));
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        byte[] frame = frames.get(topic);
        if (frame == null || value == null) {
            return begin(topic, value);
        }
        Room out = new Room(room);
        out.write(frame, 0, FRAME);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("a " + value.getSchema().getName() + " cannot be written: " + e, e);
        }
        int size = out.size();
        room = Math.max(SMALLEST_ROOM, size + size / 8);
        return out.toBytes();
    }

    private byte @Nullable [] begin(String topic, @Nullable T value) {
        byte[] bytes;
        try {
            bytes = first.serialize(topic, value);
        } catch (RuntimeException e) {
            throw RegistryFailure.unwrap(e);
        }
        if (bytes != null && value != null) {
            frames.put(topic, Arrays.copyOf(bytes, FRAME));
        }
        return bytes;
    }

    @Override
    public void close() {
        first.close();
    }
}
