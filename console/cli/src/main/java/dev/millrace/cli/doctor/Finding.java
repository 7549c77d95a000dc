package dev.millrace.cli.doctor;

import dev.millrace.schemas.topic.TopicDifference;
import java.util.Locale;

/**
 * What one look has found.
 *
 * @param level how bad it is
 * @param what in one line
 * @param cure what to do, as a command or a setting; empty where all is well
 */
public record Finding(Level level, String what, String cure) {

    /** How bad something is. */
    public enum Level {
        /** All is well. */
        FINE,
        /** Could not be looked at. */
        UNKNOWN,
        /** A run works, and somebody should know. */
        WARNING,
        /** A run does not work. */
        FAULT;

        /** In a report. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding fine(String what) {
        return new Finding(Level.FINE, what, "");
    }

    static Finding unknown(String what, String cure) {
        return new Finding(Level.UNKNOWN, what, cure);
    }

    static Finding warning(String what, String cure) {
        return new Finding(Level.WARNING, what, cure);
    }

    static Finding fault(String what, String cure) {
        return new Finding(Level.FAULT, what, cure);
    }

    /** Of an error's line, whose last part says what to do. */
    static Finding ofLine(String line) {
        int cut = line.lastIndexOf("; ");
        return cut < 0
                ? fault(line, "see the line above; --verbose shows where it comes from")
                : fault(line.substring(0, cut), line.substring(cut + 2));
    }

    static Finding of(TopicDifference difference) {
        return fault(
                "topic " + difference.topic() + ": " + difference.setting() + " is " + difference.found()
                        + ", expected " + difference.expected(),
                difference.remedy());
    }
}
