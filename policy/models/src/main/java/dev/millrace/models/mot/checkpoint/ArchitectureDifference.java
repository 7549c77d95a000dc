package dev.millrace.models.mot.checkpoint;

import dev.millrace.models.mot.model.PolicyConfig;
import java.lang.reflect.RecordComponent;
import java.util.Objects;
import java.util.Optional;

/**
 * A field in which two architectures differ.
 *
 * @param field its name in {@code config.json}
 */
record ArchitectureDifference(String field, Object expected, Object found) {

    static Optional<ArchitectureDifference> find(PolicyConfig expected, PolicyConfig found) {
        for (RecordComponent component : PolicyConfig.class.getRecordComponents()) {
            try {
                Object wanted = component.getAccessor().invoke(expected);
                Object has = component.getAccessor().invoke(found);
                if (!Objects.equals(wanted, has)) {
                    return Optional.of(new ArchitectureDifference(component.getName(), wanted, has));
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a public record can be read", e);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return field + " is " + found + ", but " + expected + " is needed";
    }
}
