package dev.millrace.console.monitor;

/**
 * Something that somebody should look at.
 *
 * @param name short, stable, the same as that of the alert rule
 * @param text what is wrong and where to look
 */
public record Alarm(Severity severity, String name, String text) {

    /** How bad it is. */
    public enum Severity {
        WARNING,
        CRITICAL
    }
}
