package dev.millrace.cli.bench.start;

import dev.millrace.cli.bench.Machine;
import dev.millrace.cli.bench.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code bench start} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param rows one for each way to start
 */
public record StartReport(Machine before, Machine after, List<Row> rows) {

    /**
     * One way to start.
     *
     * @param name of it
     * @param first seconds of the first start, which may find nothing in the caches of the machine; it counts in no other number
     * @param seconds from the command to the first committed step
     * @param cpuSeconds CPU of the process until then
     * @param points medians of the seconds to the points of the start
     */
    public record Row(String name, double first, Spread seconds, Spread cpuSeconds, Map<String, Double> points) {

        /** @param starts at least two, in their order */
        static Row of(String name, List<StartOnce> starts) {
            List<StartOnce> counted = starts.subList(1, starts.size());
            Map<String, Double> points = new LinkedHashMap<>();
            counted.get(0).points().entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .forEach(point -> points.put(
                            point,
                            Spread.of(counted.stream()
                                            .map(start -> start.points().getOrDefault(point, Double.NaN))
                                            .toList())
                                    .median()));
            return new Row(
                    name,
                    starts.get(0).seconds(),
                    Spread.of(counted.stream().map(StartOnce::seconds).toList()),
                    Spread.of(counted.stream().map(StartOnce::cpuSeconds).toList()),
                    points);
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-22s first step after %.1f s [%.1f-%.1f] (first start %.1f), CPU %.1f s",
                    name,
                    seconds.median(),
                    seconds.min(),
                    seconds.max(),
                    first,
                    cpuSeconds.median()));
            StringBuilder line = new StringBuilder(" ");
            points.forEach((point, at) -> line.append(String.format(Locale.ROOT, " %s %.1f", point, at)));
            lines.add(line.toString());
            return lines;
        }
    }
}
