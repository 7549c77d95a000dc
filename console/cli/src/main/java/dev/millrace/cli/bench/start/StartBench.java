package dev.millrace.cli.bench.start;

import dev.millrace.cli.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Starts demos, with the archive of classes and without it in turns. Belongs to one thread. */
public final class StartBench {

    private static final String SHARING = "archive of classes";
    private static final String PLAIN = "without it";

    private final int rounds;
    private final Consumer<String> out;

    /**
     * @param rounds starts of each kind that count, after one that does not
     * @param out takes lines for people as they come
     */
    public StartBench(int rounds, Consumer<String> out) {
        this.rounds = rounds;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @throws IllegalStateException if a demo makes no step
     */
    public StartReport run() throws IOException, InterruptedException {
        Machine before = Machine.now();
        out.accept(before.line());
        List<StartOnce> sharing = new ArrayList<>();
        List<StartOnce> plain = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            sharing.add(once(SHARING, true));
            plain.add(once(PLAIN, false));
        }
        List<StartReport.Row> rows = List.of(StartReport.Row.of(SHARING, sharing), StartReport.Row.of(PLAIN, plain));
        rows.forEach(row -> row.lines().forEach(out));
        return new StartReport(before, Machine.now(), rows);
    }

    private StartOnce once(String name, boolean shares) throws IOException, InterruptedException {
        Path parent = Files.createTempDirectory("millrace-start-");
        try (StartedDemo demo = StartedDemo.start(parent.resolve("demo"), shares)) {
            StartOnce start = demo.awaitStep();
            out.accept(String.format(
                    Locale.ROOT, "  %-20s %.1f s, CPU %.1f s", name, start.seconds(), start.cpuSeconds()));
            return start;
        } finally {
            delete(parent);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
