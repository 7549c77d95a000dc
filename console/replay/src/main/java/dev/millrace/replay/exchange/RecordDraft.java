package dev.millrace.replay.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** A record of the schemas while its fields come in. Belongs to one thread. */
final class RecordDraft {

    private final Schema schema;
    private final Map<String, Object> values = new HashMap<>();

    RecordDraft(Schema schema) {
        this.schema = schema;
    }

    /** Takes a value; null takes it away again. */
    RecordDraft set(String field, @Nullable Object value) {
        if (value == null) {
            values.remove(field);
        } else {
            values.put(field, value);
        }
        return this;
    }

    /** Takes a value if there is none yet. */
    RecordDraft setIfAbsent(String field, Object value) {
        values.putIfAbsent(field, value);
        return this;
    }

    boolean has(String field) {
        return values.containsKey(field);
    }

    /** The value that came in, if one did. */
    <T> @Nullable T get(String field, Class<T> type) {
        return type.cast(values.get(field));
    }

    /**
     * The record. What did not come in is what the schema or else its type says: an empty text, no numbers, 0.
     *
     * @throws IllegalStateException if a record or a word is missing that nothing can stand for
     */
    <T extends IndexedRecord> T build(Class<T> type) {
        IndexedRecord record = (IndexedRecord) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            Object value = values.get(field.name());
            record.put(field.pos(), value == null ? absent(field) : value);
        }
        return type.cast(record);
    }

    private @Nullable Object absent(Schema.Field field) {
        if (field.hasDefaultValue()) {
            Object value = SpecificData.get().getDefaultValue(field);
            return value == null ? null : SpecificData.get().deepCopy(field.schema(), value);
        }
        return Objects.requireNonNull(
                ValueForm.of(field).absent(), () -> schema.getName() + "." + field.name() + " is missing");
    }
}
