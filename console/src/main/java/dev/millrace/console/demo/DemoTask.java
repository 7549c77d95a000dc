package dev.millrace.console.demo;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.millrace.console.config.MillraceConfig;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What a demo asks its policy for. */
public enum DemoTask {
    UNDERSTANDING,
    /** Answers and images. */
    MIXED;

    /** The task of that label. */
    @JsonCreator
    public static DemoTask of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The prompts of a run, as {@link DemoData#of} and {@link DemoData#mixed} give them. */
    public DemoData data(MillraceConfig settings, Optional<Path> prompts, Optional<Path> eval) {
        return this == MIXED ? DemoData.mixed(settings, prompts, eval) : DemoData.of(settings, prompts, eval);
    }
}
