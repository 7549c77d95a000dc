package dev.millrace.policy.checkpoint;

import java.lang.reflect.RecordComponent;
import java.util.Objects;
import java.util.Optional;

/**
 * The first field in which two architectures differ.
 *
 * @param field its name, behind those of the records that it stands in, with points between
 */
public record ArchitectureDifference(String field, Object expected, Object found) {

    /**
     * Compares two public records of a kind, and the records in them.
     *
     * @return empty if they are equal
     */
    public static <R extends Record> Optional<ArchitectureDifference> find(R expected, R found) {
        return find("", expected, found);
    }

    private static Optional<ArchitectureDifference> find(String path, Record expected, Record found) {
        for (RecordComponent component : expected.getClass().getRecordComponents()) {
            Object wanted = value(component, expected);
            Object has = value(component, found);
            if (Objects.equals(wanted, has)) {
                continue;
            }
            String field = path + component.getName();
            return wanted instanceof Record inner && has instanceof Record other && inner.getClass() == other.getClass()
                    ? find(field + ".", inner, other)
                    : Optional.of(new ArchitectureDifference(field, wanted, has));
        }
        return Optional.empty();
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a public record can be read", e);
        }
    }

    @Override
    public String toString() {
        return field + " is " + found + ", but " + expected + " is needed";
    }
}
