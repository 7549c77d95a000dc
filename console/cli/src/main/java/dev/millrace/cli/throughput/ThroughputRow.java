package dev.millrace.cli.throughput;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came out for one scorer.
 *
 * @param scorer its type, and its form
 * @param parallelism calls at the same time
 * @param perSecond samples a second
 * @param loopMillis milliseconds that a sample takes in a loop of Python alone; null where there is none
 */
public record ThroughputRow(String scorer, int parallelism, double perSecond, @Nullable Double loopMillis) {

    static final String HEADER =
            "scorer            calls at once   samples/s   ms a sample   of these beyond a plain loop";

    /** Milliseconds a sample. */
    double millis() {
        return 1_000 / perSecond;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-17s %13d %11.0f %13.4f   %s",
                scorer,
                parallelism,
                perSecond,
                millis(),
                loopMillis == null ? "" : String.format(Locale.ROOT, "%.4f", millis() - loopMillis));
    }
}
