package dev.millrace.cli.bench.weights;

import dev.millrace.cli.bench.Spread;
import java.util.List;
import java.util.Locale;

/**
 * Weights of one size.
 *
 * @param bytes of a version
 * @param encodeSeconds finite check, checksums, digest and encoding of what lies in memory, once
 * @param seconds from the begin of the commit until a follower has it whole and checked
 * @param rawSeconds from the begin of a transaction of the same chunks until a plain consumer has them all
 * @param toRaw plain over ours, round by round
 * @param cpuSeconds CPU of the process for a version, broker included
 * @param rawCpuSeconds the same of the plain clients
 */
public record WeightsRow(
        long bytes,
        double encodeSeconds,
        Spread seconds,
        Spread rawSeconds,
        Spread toRaw,
        Spread cpuSeconds,
        Spread rawCpuSeconds) {

    private static final double MEGA = 1e6;

    List<String> lines() {
        return List.of(String.format(
                Locale.ROOT,
                "%.0f MB: %.3f s [%.3f-%.3f], CPU %.3f; plain %.3f [%.3f-%.3f], CPU %.3f; ratio %.2f [%.2f-%.2f]; encoding %.3f s",
                bytes / MEGA,
                seconds.median(),
                seconds.min(),
                seconds.max(),
                cpuSeconds.median(),
                rawSeconds.median(),
                rawSeconds.min(),
                rawSeconds.max(),
                rawCpuSeconds.median(),
                toRaw.median(),
                toRaw.min(),
                toRaw.max(),
                encodeSeconds));
    }
}
