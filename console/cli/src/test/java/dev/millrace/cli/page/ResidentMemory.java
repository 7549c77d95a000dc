package dev.millrace.cli.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the system holds in memory for a process and all that it has begun, as Linux tells it; 0 elsewhere. */
final class ResidentMemory {

    private ResidentMemory() {}

    /** In bytes; what several processes share is divided among them. */
    static long of(ProcessHandle process) throws IOException {
        long all = 0;
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            all += proportional(Path.of("/proc", String.valueOf(each.pid()), "smaps_rollup"));
        }
        return all;
    }

    private static long proportional(Path told) throws IOException {
        if (!Files.isReadable(told)) {
            return 0;
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(told);
        } catch (IOException e) {
            // One that has ended in this moment holds nothing.
            if (Files.exists(told.getParent())) {
                throw e;
            }
            return 0;
        }
        return lines.stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
