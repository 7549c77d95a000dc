package dev.millrace.cli.bench.scale;

import java.util.List;
import java.util.Locale;

/**
 * Readers over a log of so many groups.
 *
 * @param groups in the log
 * @param readers what each took
 * @param auditBytes of the heap that the evidence of an audit takes for a group, when nothing else is left
 */
public record LogRow(int groups, List<Reader> readers, double auditBytes) {

    /**
     * One reader.
     *
     * @param name of it
     * @param seconds from its start to its end, that of its process included where it has one
     * @param cpuSeconds CPU of its process, or of this one where it has none
     * @param heapMiB largest heap of its process; 0 where it has none
     */
    public record Reader(String name, double seconds, double cpuSeconds, int heapMiB) {}

    public LogRow {
        readers = List.copyOf(readers);
    }

    List<String> lines() {
        return readers.stream()
                .map(reader -> String.format(
                        Locale.ROOT,
                        "%8d groups  %-22s %7.1f s, CPU %7.1f s, %8.3f ms a group%s",
                        groups,
                        reader.name(),
                        reader.seconds(),
                        reader.cpuSeconds(),
                        reader.seconds() * 1e3 / groups,
                        reader.heapMiB() == 0 ? "" : ", heap of " + reader.heapMiB() + " MiB"))
                .toList();
    }
}
