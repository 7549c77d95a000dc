package dev.millrace.schemas.client;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
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

    /** A desk with more room than this is not kept. */
    private static final int LARGEST_KEPT = 1024 * 1024;

    private final Serializer<Object> first;
    private final DatumWriter<T> writer;
    private final Map<String, byte[]> frames = new ConcurrentHashMap<>();

    /** Taken while a record is written: room that is at hand need not be set to zero, nor grow, for each. */
    private final AtomicReference<@Nullable Desk> spare = new AtomicReference<>();

    private record Desk(Room room, BinaryEncoder encoder) {

        static Desk set() {
            Room room = new Room();
            return new Desk(room, EncoderFactory.get().directBinaryEncoder(room, null));
        }
    }

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
        Desk free = spare.getAndSet(null);
        Desk desk = free == null ? Desk.set() : free;
        desk.room().clear();
        desk.room().write(frame, 0, FRAME);
        try {
            writer.write(value, desk.encoder());
            desk.encoder().flush();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("a " + value.getSchema().getName() + " cannot be written: " + e, e);
        }
        byte[] bytes = desk.room().toBytes();
        if (bytes.length <= LARGEST_KEPT) {
            spare.set(desk);
        }
        return bytes;
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
