package dev.millrace.console.command;

import java.util.Locale;

/** What a demo asks its policy for. */
enum DemoTask {
    UNDERSTANDING;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
