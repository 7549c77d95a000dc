package dev.millrace.cli.speed;

import dev.millrace.runtime.memory.Gigabytes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One measurement.
 *
 * @param program what ran: {@code millrace}, or a form of attention in PyTorch
 * @param work what was done
 * @param precision how weights were held
 * @param tokensPerSecond of the fastest repetition
 * @param peakBytes most memory of the process
 * @param forecastBytes what was foreseen of it; null where nothing is
 */
public record SpeedRow(
        String program,
        String work,
        String precision,
        double tokensPerSecond,
        long peakBytes,
        @Nullable Long forecastBytes) {

    static final String HEADER = String.format(
            Locale.ROOT, "%-26s %-9s %-9s %10s %10s %10s", "", "work", "precision", "tokens/s", "peak", "foreseen");

    String line() {
        return String.format(
                Locale.ROOT,
                "%-26s %-9s %-9s %10.1f %10s %10s",
                program,
                work,
                precision,
                tokensPerSecond,
                Gigabytes.of(peakBytes),
                forecastBytes == null ? "" : Gigabytes.of(forecastBytes));
    }
}
