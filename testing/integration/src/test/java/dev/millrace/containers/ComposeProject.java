package dev.millrace.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The services of infra/compose under a name of their own. Closing takes them down, with their data. Belongs to one thread. */
final class ComposeProject implements AutoCloseable {

    private static final Path FOLDER =
            Path.of(System.getProperty("millrace.root", "../..")).resolve("infra/compose");
    private static final List<String> IMAGES =
            List.of("millrace-test/kafka:local", "millrace-test/registry:local", "millrace/app:local");
    private static final long PATIENCE_MINUTES = 6;

    private final List<String> compose;
    private final Path environment;

    /**
     * @param file of infra/compose with its environment
     * @param changes to that
     * @param folder gets the changed file
     */
    ComposeProject(String file, Map<String, String> changes, Path folder) throws IOException {
        this.compose = version().orElseThrow();
        Map<String, String> all = new TreeMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve(file))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                all.put(line.split("=", 2)[0], line.split("=", 2)[1]);
            }
        }
        all.putAll(changes);
        this.environment = Files.write(
                folder.resolve("environment"),
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** Why there can be none here; empty if there can. */
    static Optional<String> obstacle() {
        if (version().isEmpty()) {
            return Optional.of("neither docker compose nor docker-compose is here, so no containers are brought up");
        }
        return IMAGES.stream()
                .filter(image ->
                        run(List.of("docker", "image", "inspect", image)).code() != 0)
                .findFirst()
                .map(image -> "the image " + image
                        + " is not here, so no containers are brought up; infra/images/build app" + " makes it");
    }

    private static Optional<List<String>> version() {
        return Stream.of(List.of("docker", "compose"), List.of("docker-compose"))
                .filter(command -> run(with(command, List.of("version"))).code() == 0)
                .findFirst();
    }

    /** What a command came to, and what it said. */
    record Ran(int code, String said) {}

    /** Runs a command of Compose. */
    Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--env-file", environment.toString()));
        all.addAll(List.of(arguments));
        return run(with(compose, all));
    }

    private static List<String> with(List<String> command, List<String> arguments) {
        return Stream.concat(command.stream(), arguments.stream()).collect(Collectors.toList());
    }

    private static Ran run(List<String> command) {
        try {
            Path said = Files.createTempFile("compose", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly().waitFor();
            String text = Files.readString(said, StandardCharsets.UTF_8);
            Files.delete(said);
            return new Ran(ended ? process.exitValue() : -1, text);
        } catch (IOException e) {
            return new Ran(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ran(-1, "interrupted");
        }
    }

    @Override
    public void close() {
        run("down", "-v", "--remove-orphans");
    }
}
