package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.BenchGroups;
import dev.millrace.cli.bench.BenchStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs commands that read the log of a stack, each in a process with a heap of its own. Belongs to one thread. */
final class ReaderProcess {

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;
    private static final long LOOK_MILLIS = 20;

    private final Function<List<String>, List<String>> commands;
    private final BenchStack stack;

    /** @param commands the command of a process that runs a command line of ours */
    ReaderProcess(Function<List<String>, List<String>> commands, BenchStack stack) {
        this.commands = commands;
        this.stack = stack;
    }

    /**
     * Runs one.
     *
     * @param heapMiB largest heap that it gets
     * @throws IllegalStateException with its last line, if it ends with an error other than a broken promise of a log that no
     *     learner wrote
     */
    LogRow.Reader run(String name, int heapMiB, String... arguments) throws IOException, InterruptedException {
        Path said = stack.folder(arguments[0] + ".txt");
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command(heapMiB, arguments))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        Duration cpu = Duration.ZERO;
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                cpu = process.info().totalCpuDuration().orElse(cpu);
            }
        } finally {
            process.destroy();
        }
        double seconds = (System.nanoTime() - begun) / NANOS;
        boolean audits = arguments[0].equals("audit");
        if (process.exitValue() != 0 && !(audits && process.exitValue() == 1)) {
            List<String> lines = Files.readAllLines(said);
            throw new IllegalStateException(name + " with a heap of " + heapMiB + " MiB ended with exit code "
                    + process.exitValue() + ": "
                    + (lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1)));
        }
        return new LogRow.Reader(name, seconds, cpu.toMillis() / MILLIS, heapMiB);
    }

    private List<String> command(int heapMiB, String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of(
                "-s",
                "run.id=" + BenchGroups.RUN,
                "-s",
                "kafka.bootstrap=" + stack.connection().bootstrapServers(),
                "-s",
                "kafka.registry=" + stack.connection().registryUrl()));
        List<String> command = new ArrayList<>(commands.apply(words));
        command.add(command.indexOf("-cp"), "-Xmx" + heapMiB + "m"); // the last one counts
        command.removeIf(option -> option.startsWith("-Xms"));
        return command;
    }
}
