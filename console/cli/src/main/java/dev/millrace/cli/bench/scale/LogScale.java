package dev.millrace.cli.bench.scale;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.TopicScan;
import dev.millrace.cli.bench.BenchStack;
import dev.millrace.cli.bench.Cpu;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.runtime.config.MillraceConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Logs of more and more groups, and what reads them: a watch that joins, export, replay and audit, the last three as commands. */
final class LogScale {

    private static final long POLL_MILLIS = 5;
    private static final double NANOS = 1e9;

    /** Readers of a log of any length get along with it. */
    private static final int SMALL_HEAP_MIB = 160;

    private final List<Integer> sizes;
    private final Function<List<String>, List<String>> commands;
    private final Consumer<String> out;

    /**
     * @param sizes groups in the log
     * @param commands the command of a process that runs a command line of ours
     */
    LogScale(List<Integer> sizes, Function<List<String>, List<String>> commands, Consumer<String> out) {
        this.sizes = sizes;
        this.commands = commands;
        this.out = out;
    }

    List<LogRow> run() throws IOException, InterruptedException {
        List<LogRow> rows = new ArrayList<>();
        for (int size : sizes) {
            LogRow row = measure(size);
            row.lines().forEach(out);
            out.accept(row.auditLine(rows.isEmpty() ? null : rows.get(rows.size() - 1)));
            rows.add(row);
        }
        return rows;
    }

    private LogRow measure(int groups) throws IOException, InterruptedException {
        try (BenchStack stack = BenchStack.start()) {
            MillraceConfig config = ScaleLog.config(stack);
            new ScaleLog(stack, config, groups).write();
            ReaderProcess process = new ReaderProcess(commands, stack);
            String file = stack.folder("groups.jsonl").toString();
            List<LogRow.Reader> readers = new ArrayList<>();
            readers.add(join(config));
            readers.add(process.run("export", SMALL_HEAP_MIB, "export", "--out", file));
            readers.add(process.run("replay of the file", SMALL_HEAP_MIB, "replay", "--input", file, "--verify"));
            readers.add(process.run("replay of the topics", SMALL_HEAP_MIB, "replay", "--topics", "--verify"));
            readers.add(process.run("audit", SMALL_HEAP_MIB, "audit"));
            return new LogRow(groups, readers, auditBytes(config));
        }
    }

    private static LogRow.Reader join(MillraceConfig config) throws InterruptedException {
        double cpu = Cpu.process();
        long begun = System.nanoTime();
        RunWatch watch = new RunWatch(
                config.kafka().connection(),
                config.kafka().topics(),
                config.run().id(),
                config.reward().weights().keySet(),
                config.headline(),
                Clock.systemUTC());
        Thread watching = new Thread(watch::run, "bench-watch");
        watching.start();
        try {
            while (!watch.isReady()) {
                watch.check();
                Thread.sleep(POLL_MILLIS);
            }
            return new LogRow.Reader(
                    "watch or page joins", (System.nanoTime() - begun) / NANOS, Cpu.process() - cpu, 0);
        } finally {
            watch.stop();
            watching.join();
        }
    }

    private static long auditBytes(MillraceConfig config) {
        long before = used();
        TopicScan scan = new TopicScan(
                config.kafka().connection(),
                config.kafka().topics(),
                config.run().id(),
                topic -> {});
        try (Evidence evidence = scan.gather()) {
            long bytes = used() - before;
            Reference.reachabilityFence(evidence);
            return bytes;
        }
    }

    /** Bytes of the heap that are reachable. */
    private static long used() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
