package dev.millrace.schemas.registry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * All that a registry must not forget.
 *
 * @param format version of this form
 * @param level compatibility level of subjects without one of their own
 * @param levels compatibility level by subject
 * @param schemas every version of every subject
 */
record RegistryState(int format, String level, Map<String, String> levels, List<RegisteredSchema> schemas) {

    static final int FORMAT = 1;

    /** The level that Confluent's registry begins with. */
    static final String DEFAULT_LEVEL = "BACKWARD";

    RegistryState {
        levels = Map.copyOf(levels);
        schemas = schemas.stream()
                .sorted(Comparator.comparing(RegisteredSchema::subject).thenComparingInt(RegisteredSchema::version))
                .toList();
    }

    static RegistryState empty() {
        return new RegistryState(FORMAT, DEFAULT_LEVEL, Map.of(), List.of());
    }
}
