package dev.millrace.cli.bench;

import java.util.List;
import java.util.Locale;

/**
 * The topology over groups of one shape.
 *
 * @param shape of the groups
 * @param groups that each round reads
 * @param topology assembles and credits
 * @param decoding reads and writes records, and no more
 * @param bytes reads and writes bytes
 * @param toDecoding groups a second of the topology over those of {@code decoding}, the median of its rounds
 * @param toBytes the same over {@code bytes}
 * @param toDecodingByCpu CPU of the threads of {@code decoding} over that of the topology's: less at the mercy of a busy machine
 * @param toBytesByCpu the same of {@code bytes}
 * @param experienceBytes of one group
 * @param changelogBytes on disk for a group of the topology's rounds
 * @param latency at few groups a second
 * @param idlePercent CPU of the application's threads while nothing comes, of one processor
 */
public record TopologyRow(
        String shape,
        int groups,
        RatedApp topology,
        RatedApp decoding,
        RatedApp bytes,
        Spread toDecoding,
        Spread toBytes,
        Spread toDecodingByCpu,
        Spread toBytesByCpu,
        int experienceBytes,
        long changelogBytes,
        ArrivalLatency latency,
        double idlePercent) {

    List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT, "%s, %d groups a round, groups/s warm (cold), CPU ms a group", shape, groups),
                line("topology", topology),
                line("decodes and passes on", decoding) + ratio(toDecoding, toDecodingByCpu),
                line("passes bytes", bytes) + ratio(toBytes, toBytesByCpu),
                String.format(
                        Locale.ROOT,
                        "  experience %d B a group, changelogs %d B a group on disk",
                        experienceBytes,
                        changelogBytes),
                String.format(
                        Locale.ROOT,
                        "  last score to experience at %d groups/s: p50 %.0f, p95 %.0f, max %.0f ms; idle CPU %.1f %%",
                        latency.perSecond(),
                        latency.p50Millis(),
                        latency.p95Millis(),
                        latency.maxMillis(),
                        idlePercent));
    }

    private static String line(String name, RatedApp app) {
        return String.format(
                Locale.ROOT,
                "  %-22s %7.0f [%.0f-%.0f] (%.0f)  CPU %.3f own %.3f",
                name,
                app.perSecond().median(),
                app.perSecond().min(),
                app.perSecond().max(),
                app.coldPerSecond(),
                app.cpuMillis().median(),
                app.ownCpuMillis().median());
    }

    private static String ratio(Spread ratio, Spread byCpu) {
        return String.format(
                Locale.ROOT,
                "  topology/this %.2f [%.2f-%.2f], by own CPU %.2f",
                ratio.median(),
                ratio.min(),
                ratio.max(),
                byCpu.median());
    }
}
