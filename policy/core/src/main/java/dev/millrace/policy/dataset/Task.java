package dev.millrace.policy.dataset;

import java.util.Locale;
import java.util.Optional;

/** What kind of output a prompt asks for. */
public enum Task {
    /** A text about the images. */
    UNDERSTANDING,
    /** An image of what the text describes. */
    GENERATION,
    /** The given image, changed as the text says. */
    EDITING;

    /** The name in files: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The task of a name in a file; empty if there is none. */
    public static Optional<Task> ofLabel(String label) {
        for (Task task : values()) {
            if (task.label().equals(label)) {
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }
}
