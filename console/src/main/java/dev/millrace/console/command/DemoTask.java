package dev.millrace.console.command;

import java.util.Locale;

/** What a demo asks its policy for. */
enum DemoTask {
    UNDERSTANDING,
    /** Answers and images, half of the prompts each. */
    MIXED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
