package dev.millrace.replay.exchange;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * How a value of the schemas stands in a line: a moment as milliseconds, an enum as a word in lower case, packed bytes as an
 * array of what the schema's doc says they hold. Numbers are written with as many digits as give the same bits again.
 * Immutable.
 *
 * @param writer writes a value
 * @param reader reads one
 * @param absent stands for a value that must be there and is not; null where nothing can
 */
record ValueForm(Writer writer, Reader reader, @Nullable Object absent) {

    private static final ValueForm TEXT =
            new ValueForm((json, value) -> json.writeString(value.toString()), JsonCursor::text, "");
    private static final ValueForm BOOLEAN =
            new ValueForm((json, value) -> json.writeBoolean((Boolean) value), JsonCursor::bool, false);
    private static final ValueForm INT =
            new ValueForm((json, value) -> json.writeNumber((Integer) value), JsonCursor::integer, 0);
    private static final ValueForm LONG =
            new ValueForm((json, value) -> json.writeNumber((Long) value), JsonCursor::longInteger, 0L);
    private static final ValueForm FLOAT =
            new ValueForm((json, value) -> json.writeNumber((Float) value), JsonCursor::single, 0f);
    private static final ValueForm DOUBLE =
            new ValueForm((json, value) -> json.writeNumber((Double) value), JsonCursor::number, 0.0);
    private static final ValueForm MOMENT = new ValueForm(
            (json, value) -> json.writeNumber(((Instant) value).toEpochMilli()), JsonCursor::instant, Instant.EPOCH);
    private static final ValueForm INTS = new ValueForm(
            ValueForm::ints, JsonCursor::packedInts, PackedInts.of().bytes());
    private static final ValueForm FLOATS = new ValueForm(
            ValueForm::floats, JsonCursor::packedFloats, PackedFloats.of().bytes());

    /** Packed bytes as they are: where an array of numbers would be many times as long. */
    static final ValueForm BASE64 = new ValueForm(
            ValueForm::base64, ValueForm::base64, PackedFloats.of().bytes());

    /** Writes a value. */
    @FunctionalInterface
    interface Writer {
        void write(JsonGenerator json, Object value) throws IOException;
    }

    /** Reads the value that the cursor stands on. */
    @FunctionalInterface
    interface Reader {
        Object read(JsonCursor json) throws IOException;
    }

    /**
     * The form of a field.
     *
     * @throws IllegalArgumentException if it has none, or its doc does not say what packed bytes hold
     */
    static ValueForm of(Schema.Field field) {
        return of(field.schema(), field);
    }

    private static ValueForm of(Schema schema, Schema.Field field) {
        return switch (schema.getType()) {
            case STRING -> TEXT;
            case BOOLEAN -> BOOLEAN;
            case INT -> INT;
            case LONG -> schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? MOMENT : LONG;
            case FLOAT -> FLOAT;
            case DOUBLE -> DOUBLE;
            case ENUM -> word(SpecificData.get().getClass(schema));
            case BYTES -> packed(field);
            case RECORD -> of(RecordForm.of(schema));
            case ARRAY -> listOf(of(schema.getElementType(), field));
            case MAP -> mapOf(of(schema.getValueType(), field));
            case UNION -> of(RecordForm.notNull(schema), field);
            default -> throw new IllegalArgumentException("nobody knows how " + field + " stands in a line");
        };
    }

    private static ValueForm packed(Schema.Field field) {
        String doc = String.valueOf(field.doc());
        if (doc.contains("int32 little-endian")) {
            return INTS;
        }
        if (doc.contains("float32 little-endian")) {
            return FLOATS;
        }
        throw new IllegalArgumentException("the doc of " + field + " does not say what its bytes hold");
    }

    /** A record as an object. */
    static ValueForm of(RecordForm form) {
        return new ValueForm((json, value) -> form.write(json, (IndexedRecord) value), form::read, null);
    }

    static ValueForm listOf(ValueForm element) {
        return new ValueForm(
                (json, value) -> {
                    json.writeStartArray();
                    for (Object each : (List<?>) value) {
                        element.writer.write(json, each);
                    }
                    json.writeEndArray();
                },
                json -> {
                    List<Object> values = new ArrayList<>();
                    json.array(() -> values.add(element.reader.read(json)));
                    return values;
                },
                List.of());
    }

    /** In the order of the keys. */
    private static ValueForm mapOf(ValueForm element) {
        return new ValueForm(
                (json, value) -> {
                    json.writeStartObject();
                    for (Map.Entry<?, ?> each : new TreeMap<>((Map<?, ?>) value).entrySet()) {
                        json.writeFieldName(each.getKey().toString());
                        element.writer.write(json, each.getValue());
                    }
                    json.writeEndObject();
                },
                json -> {
                    Map<String, Object> values = new TreeMap<>();
                    json.object(key -> values.put(key, element.reader.read(json)));
                    return values;
                },
                Map.of());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the class of an enum's schema is that of an enum
    private static ValueForm word(Class<?> type) {
        return new ValueForm(
                (json, value) -> json.writeString(value.toString().toLowerCase(Locale.ROOT)),
                json -> json.word((Class) type),
                null);
    }

    private static void ints(JsonGenerator json, Object packed) throws IOException {
        PackedInts values = PackedInts.view((ByteBuffer) packed);
        json.writeStartArray();
        for (int i = 0; i < values.length(); i++) {
            json.writeNumber(values.at(i));
        }
        json.writeEndArray();
    }

    private static void floats(JsonGenerator json, Object packed) throws IOException {
        PackedFloats values = PackedFloats.view((ByteBuffer) packed);
        json.writeStartArray();
        for (int i = 0; i < values.length(); i++) {
            json.writeNumber(values.at(i));
        }
        json.writeEndArray();
    }

    private static void base64(JsonGenerator json, Object packed) throws IOException {
        ByteBuffer view = ((ByteBuffer) packed).duplicate();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        json.writeString(Base64.getEncoder().encodeToString(bytes));
    }

    private static ByteBuffer base64(JsonCursor json) throws IOException {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(json.text()));
        } catch (IllegalArgumentException e) {
            throw json.wrong("must be base64 of float32 little-endian: " + e.getMessage());
        }
    }
}
