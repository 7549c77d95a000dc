package dev.millrace.console.exchange;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Says once of each unknown field that it is passed over. Belongs to one thread. */
public final class UnknownFields {

    private final Consumer<String> warnings;
    private final Set<String> seen = new TreeSet<>();

    /** @param warnings takes a line for each field */
    public UnknownFields(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * A field was passed over.
     *
     * @param field its path without indices, so that one of each trajectory counts once
     * @param where where it stands for the first time
     */
    void seen(String field, String where) {
        if (seen.add(field)) {
            warnings.accept(where + ": unknown field " + field + " is passed over, here and wherever it stands");
        }
    }
}
