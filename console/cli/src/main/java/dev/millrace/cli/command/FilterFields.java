package dev.millrace.cli.command;

import dev.millrace.monitoring.watch.TopicFilter;
import dev.millrace.policy.text.EditDistance;
import dev.millrace.schemas.topic.TopicSpec;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the records of a topic can be filtered by. A filter that no record can pass would be silence for ever, so it is
 * refused. Pure.
 *
 * @param topic its name for the reader
 * @param fields by which records of any kind are told: also those that could not be read, or are deletions
 */
record FilterFields(String topic, Schema schema, Set<String> fields) {

    /** Dead letters are bytes of any kind; these tell of them. */
    private static final Set<String> OF_DEAD_LETTERS = Set.of("bytes", "cause", "source");

    private static final Set<String> OF_ODD_RECORDS = Set.of("key", "deleted", "unreadable");

    static FilterFields of(TopicSpec spec, String topic) {
        Class<? extends SpecificRecord> value = spec.value();
        return value == null
                ? new FilterFields(topic, Schema.create(Schema.Type.NULL), OF_DEAD_LETTERS)
                : new FilterFields(topic, SpecificData.get().getSchema(value), OF_ODD_RECORDS);
    }

    /** @throws IllegalArgumentException saying what is wrong, if no record can pass the filter */
    void check(TopicFilter filter) {
        if (fields.contains(filter.field())) {
            return;
        }
        Schema at = schema;
        String path = "";
        for (String name : filter.field().split("\\.", -1)) {
            at = within(at, path, name);
            path = path.isEmpty() ? name : path + "." + name;
            if (at.getType() == Schema.Type.MAP) {
                // The rest is a key, dots and all; which there are only records can tell.
                return;
            }
        }
        if (!filter.contains()) {
            value(at, filter);
        }
    }

    private Schema within(Schema outer, String path, String name) {
        if (outer.getType() == Schema.Type.RECORD) {
            Schema.Field field = outer.getField(name);
            if (field != null) {
                return present(field.schema());
            }
        } else if (!path.isEmpty()) {
            throw new IllegalArgumentException(path + " of " + topic + " has no fields");
        }
        List<String> known = Stream.concat(
                        path.isEmpty() ? fields.stream() : Stream.empty(),
                        outer.getType() == Schema.Type.RECORD
                                ? outer.getFields().stream().map(Schema.Field::name)
                                : Stream.empty())
                .sorted()
                .toList();
        String prefix = path.isEmpty() ? "" : path + ".";
        throw new IllegalArgumentException(
                topic + " have no field " + prefix + name + "; " + hint(known, prefix, name));
    }

    /** The nearest field, or all of them where none is near. */
    private static String hint(Collection<String> known, String prefix, String name) {
        return EditDistance.nearest(name, known)
                .map(field -> "did you mean " + prefix + field + "?")
                .orElse("they have " + String.join(", ", known));
    }

    private void value(Schema schema, TopicFilter filter) {
        String text = filter.text();
        if (text.equals("null")) {
            // Of a field that may be absent.
            return;
        }
        String field = filter.field() + " of " + topic;
        switch (schema.getType()) {
            case ENUM -> {
                if (schema.getEnumSymbols().stream().noneMatch(text::equalsIgnoreCase)) {
                    throw new IllegalArgumentException(field + " is never " + text + "; it is one of "
                            + String.join(", ", schema.getEnumSymbols()));
                }
            }
            case BOOLEAN -> {
                if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                    throw new IllegalArgumentException(field + " is true or false, never " + text);
                }
            }
            case INT, LONG, FLOAT, DOUBLE -> {
                if (schema.getLogicalType() == null && !isNumber(text)) {
                    throw new IllegalArgumentException(field + " is a number, never " + text);
                }
            }
            default -> {
                // Any text may be there.
            }
        }
    }

    private static boolean isNumber(String text) {
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** What a field holds where it holds anything. */
    private static Schema present(Schema schema) {
        return schema.getType() != Schema.Type.UNION
                ? schema
                : schema.getTypes().stream()
                        .filter(one -> one.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(schema);
    }
}
