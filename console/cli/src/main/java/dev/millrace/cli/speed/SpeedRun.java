package dev.millrace.cli.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures tasks one after the other, each in a process of its own, and beside each the same in PyTorch. */
public final class SpeedRun {

    private static final String SCRIPT = "torch_forms.py";
    private static final int WITHOUT_TORCH = 3;
    private static final String RECOMPUTE = ", recompute";

    private final Optional<String> python;
    private final Path folder;
    private final int repetitions;
    private final Consumer<String> out;
    private final List<SpeedRow> rows = new ArrayList<>();

    /**
     * @param python that has PyTorch; empty to leave it out
     * @param folder with a random model; takes the script
     * @param repetitions of which the fastest counts
     * @param out takes lines for people as they come
     */
    public SpeedRun(Optional<String> python, Path folder, int repetitions, Consumer<String> out) {
        this.python = python;
        this.folder = folder;
        this.repetitions = repetitions;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @throws IOException if a process ends with an error, in its words
     */
    public List<SpeedRow> run(List<SpeedTask> tasks) throws IOException, InterruptedException {
        out.accept(SpeedRow.HEADER);
        for (SpeedTask task : tasks) {
            millrace(task);
            // PyTorch's forms of a step have both, and are measured once.
            if (!task.recompute()) {
                torch(task);
            }
        }
        return List.copyOf(rows);
    }

    private void millrace(SpeedTask task) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                SpeedProcess.class.getName()));
        command.addAll(arguments(task));
        command.add(Boolean.toString(task.recompute()));
        command.add(Integer.toString(repetitions));
        command.add(folder.toString());
        List<String> said = said(command, task);
        String[] numbers = said.get(said.size() - 1).split(" ");
        add(new SpeedRow(
                "millrace" + (task.recompute() ? RECOMPUTE : ""),
                task.kind().text(),
                precision(task),
                task.tokens() / Double.parseDouble(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.valueOf(numbers[2])));
    }

    private static List<String> arguments(SpeedTask task) {
        return List.of(
                task.kind().name(),
                task.precision().name(),
                Integer.toString(task.threads()),
                Integer.toString(task.sequences()),
                Integer.toString(task.promptTokens()),
                Integer.toString(task.answerTokens()));
    }

    private void torch(SpeedTask task) throws IOException, InterruptedException {
        if (python.isEmpty()) {
            out.accept("PyTorch " + task.kind().text() + ": skipped, no --python was given");
            return;
        }
        Path script = folder.resolve(SCRIPT);
        try (InputStream in = SpeedRun.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + " is not on the class path");
            }
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        for (Form form : task.kind() == SpeedTask.Kind.SAMPLING ? DRAWING : TRAINING) {
            List<String> command = new ArrayList<>(List.of(python.get(), script.toString()));
            command.addAll(arguments(task));
            command.addAll(List.of(
                    Integer.toString(repetitions),
                    folder.toString(),
                    form.attention(),
                    form.recomputes() ? "yes" : "no"));
            List<String> said = said(command, task);
            if (said.isEmpty()) {
                return;
            }
            String[] numbers = said.get(said.size() - 1).split("\t");
            add(new SpeedRow(
                    "PyTorch " + form.attention() + (form.recomputes() ? RECOMPUTE : ""),
                    task.kind().text(),
                    precision(task),
                    task.tokens() / Double.parseDouble(numbers[0]),
                    Long.parseLong(numbers[1]),
                    null));
        }
    }

    /** How PyTorch attends with fewer keys than queries, and whether it computes layers again on the way back. */
    private record Form(String attention, boolean recomputes) {}

    private static final List<Form> DRAWING =
            List.of(new Form("grouped", false), new Form("expanded", false), new Form("enable_gqa", false));
    private static final List<Form> TRAINING = List.of(
            new Form("expanded", true),
            new Form("expanded", false),
            new Form("enable_gqa", true),
            new Form("enable_gqa", false));

    private static String precision(SpeedTask task) {
        return task.precision().name().toLowerCase(Locale.ROOT);
    }

    private void add(SpeedRow row) {
        rows.add(row);
        out.accept(row.line());
    }

    /** What a program prints. What it says on standard error is shown as it comes. */
    private List<String> said(List<String> command, SpeedTask task) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.to(folder.resolve("errors.txt").toFile()));
        // Else threads that wait take the processor from those of other programs, and one that runs beside it spoils
        // all.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        Process process = builder.start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isBlank()) {
                    lines.add(line);
                }
            }
        } finally {
            process.destroy();
        }
        int code = process.waitFor();
        if (code == WITHOUT_TORCH) {
            out.accept(command.get(0) + " has no torch: skipped");
            return List.of();
        }
        if (code != 0 || lines.isEmpty()) {
            List<String> errors = Files.readAllLines(folder.resolve("errors.txt"));
            throw new IOException(command.get(0) + " ended with " + code + " while it measured "
                    + task.kind().text() + ": "
                    + (errors.isEmpty() ? "it said nothing" : errors.get(errors.size() - 1)));
        }
        return lines;
    }
}
