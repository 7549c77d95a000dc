package dev.millrace.replay.exchange;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a record of the schemas stands in a line: field by field, in the order and by the names of its schema, but for what is
 * said otherwise. So a field that is added to a schema is written and read without a word here. Immutable.
 */
final class RecordForm {

    private final Schema schema;
    private final List<Entry> entries;
    private final Map<String, Entry> byName = new LinkedHashMap<>();
    private final @Nullable Derived derived;
    private final @Nullable Map<String, Object> absent;

    /**
     * One field.
     *
     * @param name in the line
     * @param isNullable whether null is written as nothing, and read
     * @param omitsEmpty whether an array or a map without entries is written as nothing, and a 0 that is the default
     */
    private record Entry(Schema.Field field, String name, ValueForm form, boolean isNullable, boolean omitsEmpty) {

        static Entry of(Schema.Field field) {
            return new Entry(
                    field, field.name(), ValueForm.of(field), field.schema().isNullable(), false);
        }
    }

    /** A text that follows from the others: it is written, and not read. */
    private record Derived(String name, Function<IndexedRecord, String> text) {}

    /** @param absent values that stand for fields that are missing; null if none may be that has no default */
    private RecordForm(
            Schema schema, List<Entry> entries, @Nullable Derived derived, @Nullable Map<String, Object> absent) {
        this.schema = schema;
        this.entries = List.copyOf(entries);
        this.derived = derived;
        this.absent = absent;
        entries.forEach(entry -> byName.put(entry.name(), entry));
    }

    /** All fields of a record, which must be there where the schema has no default. */
    static RecordForm of(Schema schema) {
        return new RecordForm(schema, schema.getFields().stream().map(Entry::of).toList(), null, null);
    }

    /** All fields but these. */
    RecordForm without(String... fields) {
        Set<String> left = known(fields);
        return with(entries.stream()
                .filter(entry -> !left.contains(entry.field().name()))
                .toList());
    }

    /** These fields alone, in this order. */
    RecordForm only(String... fields) {
        known(fields);
        List<Entry> chosen = new ArrayList<>();
        for (String field : fields) {
            entries.stream().filter(entry -> entry.field().name().equals(field)).forEach(chosen::add);
        }
        return with(chosen);
    }

    /** This field before all others. */
    RecordForm first(String field) {
        List<Entry> ordered = new ArrayList<>(only(field).entries);
        ordered.addAll(without(field).entries);
        return with(ordered);
    }

    /** The field by another name. */
    RecordForm named(String field, String name) {
        return changed(
                field, entry -> new Entry(entry.field(), name, entry.form(), entry.isNullable(), entry.omitsEmpty()));
    }

    /** The field in another form. */
    RecordForm as(String field, ValueForm form) {
        return changed(
                field, entry -> new Entry(entry.field(), entry.name(), form, entry.isNullable(), entry.omitsEmpty()));
    }

    /** Null may stand for the field, as if it were not there. */
    RecordForm nullable(String field) {
        return changed(field, entry -> new Entry(entry.field(), entry.name(), entry.form(), true, entry.omitsEmpty()));
    }

    /** The field is left out where it has no entries, or is a 0 that is the default. */
    RecordForm omittingEmpty(String field) {
        return changed(field, entry -> new Entry(entry.field(), entry.name(), entry.form(), entry.isNullable(), true));
    }

    /** Arrays without entries are left out. */
    RecordForm omittingEmpty() {
        return with(entries.stream()
                .map(entry -> new Entry(entry.field(), entry.name(), entry.form(), entry.isNullable(), true))
                .toList());
    }

    /** Any field may be missing. */
    RecordForm lenient() {
        return new RecordForm(schema, entries, derived, Map.of());
    }

    /** Any field may be missing; this value stands for one. */
    RecordForm orElse(String field, Object value) {
        known(field);
        return new RecordForm(schema, entries, derived, Map.of(field, value));
    }

    /** Writes a text that follows from the others behind them. */
    RecordForm derived(String name, Function<IndexedRecord, String> text) {
        return new RecordForm(schema, entries, new Derived(name, text), absent);
    }

    private RecordForm changed(String field, UnaryOperator<Entry> change) {
        known(field);
        return with(entries.stream()
                .map(entry -> entry.field().name().equals(field) ? change.apply(entry) : entry)
                .toList());
    }

    private RecordForm with(List<Entry> other) {
        return new RecordForm(schema, other, derived, absent);
    }

    private Set<String> known(String... fields) {
        for (String field : fields) {
            if (schema.getField(field) == null) {
                throw new IllegalArgumentException(schema.getName() + " has no field " + field);
            }
        }
        return Set.of(fields);
    }

    static Schema notNull(Schema schema) {
        return schema.getType() != Schema.Type.UNION
                ? schema
                : schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow();
    }

    /** A record of which nothing is known yet. */
    RecordDraft draft() {
        return new RecordDraft(schema);
    }

    /** Writes the record as an object. */
    void write(JsonGenerator json, IndexedRecord record) throws IOException {
        json.writeStartObject();
        writeFields(json, record);
        json.writeEndObject();
    }

    /** Writes its fields into the object that is open. */
    void writeFields(JsonGenerator json, IndexedRecord record) throws IOException {
        for (Entry entry : entries) {
            Object value = record.get(entry.field().pos());
            boolean isLeftOut = value == null || (entry.omitsEmpty() && isEmpty(entry.field(), value));
            if (!isLeftOut) {
                json.writeFieldName(entry.name());
                entry.form().writer().write(json, value);
            }
        }
        if (derived != null) {
            json.writeStringField(derived.name(), derived.text().apply(record));
        }
    }

    /** Whether a value has no entries, or is the 0 that stands for a field that is not there. */
    private static boolean isEmpty(Schema.Field field, Object value) {
        boolean isDefault = value instanceof Integer number && number == 0 && value.equals(field.defaultVal());
        return isDefault
                || (value instanceof ByteBuffer packed && !packed.hasRemaining())
                || (value instanceof Collection<?> values && values.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    /** Reads the field that the cursor stands on into a draft; false, and nothing is read, if it is none of these. */
    boolean readField(JsonCursor json, String name, RecordDraft draft) throws IOException {
        Entry entry = byName.get(name);
        if (entry != null) {
            boolean isNull = entry.isNullable() && json.isNull();
            draft.set(
                    entry.field().name(), isNull ? null : entry.form().reader().read(json));
            return true;
        }
        if (derived != null && derived.name().equals(name)) {
            json.text();
            return true;
        }
        return false;
    }

    /** Reads the object that the cursor stands on. */
    IndexedRecord read(JsonCursor json) throws IOException {
        RecordDraft draft = draft();
        readInto(json, draft);
        if (absent != null) {
            absent.forEach(draft::setIfAbsent);
        } else {
            List<Entry> required = entries.stream()
                    .filter(entry -> !entry.field().hasDefaultValue())
                    .toList();
            if (!required.stream().allMatch(entry -> draft.has(entry.field().name()))) {
                throw json.wrong("must have "
                        + String.join(", ", required.stream().map(Entry::name).toList()));
            }
        }
        return draft.build(IndexedRecord.class);
    }

    /** Reads the fields of the object that the cursor stands on. */
    void readInto(JsonCursor json, RecordDraft draft) throws IOException {
        json.object(name -> {
            if (!readField(json, name, draft)) {
                json.unknown();
            }
        });
    }
}
