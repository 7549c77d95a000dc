package dev.millrace.cli.bench.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.bench.Spread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The same work in Python, in a process of its own. Belongs to one thread. */
final class PythonForms {

    /** How a script ends where what it imports is not there. */
    private static final int WITHOUT_LIBRARIES = 3;

    private final String python;
    private final String name;
    private final String needs;
    private final Path folder;
    private final Consumer<String> out;

    /**
     * What came of one form.
     *
     * @param timed what it took
     * @param tokens it trained or, on average, sampled
     */
    record Form(Timed timed, double tokens) {}

    /**
     * @param python program
     * @param name of the script beside this class
     * @param needs the libraries that it imports, for people
     * @param folder with the policy's files and the batch; takes the script
     * @param out hears why nothing was run
     */
    PythonForms(String python, String name, String needs, Path folder, Consumer<String> out) {
        this.python = python;
        this.name = name;
        this.needs = needs;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Runs all forms; gives them by name, none where the libraries are not there.
     *
     * @throws IOException if the script fails, with its last words
     */
    Map<String, Form> run(List<String> arguments) throws IOException, InterruptedException {
        Path script = folder.resolve(name);
        try (InputStream in = PythonForms.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>(List.of(python, script.toString(), folder.toString()));
        command.addAll(arguments);
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        // Else threads that wait take the processor from those of other programs.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        Process process = builder.start();
        Map<String, Form> forms = new HashMap<>();
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            JsonMapper json = JsonMapper.builder().build();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode form = json.readTree(line);
                forms.put(
                        form.required("name").asText(),
                        new Form(
                                new Timed(spread(form.required("seconds")), spread(form.required("cpu"))),
                                form.required("tokens").asDouble()));
            }
        } finally {
            process.destroy();
        }
        int code = process.waitFor();
        if (code == WITHOUT_LIBRARIES) {
            out.accept(python + " has no " + needs + ": what compares with it is skipped");
            return Map.of();
        }
        if (code != 0) {
            List<String> lines = Files.readAllLines(errors);
            throw new IOException(python + " ended with " + code + ": "
                    + (lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1)));
        }
        return forms;
    }

    private static Spread spread(JsonNode values) {
        List<Double> all = new ArrayList<>();
        values.forEach(value -> all.add(value.asDouble()));
        return Spread.of(all);
    }
}
