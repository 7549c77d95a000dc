package dev.millrace.cli.bench.scale;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Readers over a log of so many groups.
 *
 * @param groups in the log
 * @param readers what each took
 * @param auditBytes of the heap that the evidence of an audit takes, when nothing else is left
 */
public record LogRow(int groups, List<Reader> readers, long auditBytes) {

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

    /** What an audit holds of the log, and of each group more than in a shorter log, if there was one. */
    String auditLine(@Nullable LogRow shorter) {
        String more = shorter == null || shorter.groups == groups
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %.0f B for each group more",
                        (double) (auditBytes - shorter.auditBytes) / (groups - shorter.groups));
        return String.format(
                Locale.ROOT, "%8d groups  evidence of an audit: %.1f MiB%s", groups, auditBytes / 1048576.0, more);
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
