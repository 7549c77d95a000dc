package dev.millrace.monitoring.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings with which a run was started, where its folder holds them: {@code config.yaml}, or that of its learner. What
 * may be a secret is not shown, though such files hold none. Pure but for reading.
 */
public final class RunSettings {

    static final String HIDDEN = "(not shown)";

    private static final Logger log = LoggerFactory.getLogger(RunSettings.class);
    private static final long MOST_BYTES = 256 << 10;
    private static final int MOST_KEYS = 2_000;
    private static final int LONGEST_VALUE = 500;
    private static final Pattern SECRET =
            Pattern.compile("password|secret|token$|jaas|credential|private", Pattern.CASE_INSENSITIVE);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private RunSettings() {}

    /**
     * A file of settings.
     *
     * @param file its name
     * @param values by key, {@code learner.lr}; at most {@value #MOST_KEYS}
     */
    public record Found(String file, Map<String, String> values) {

        public Found {
            values = Map.copyOf(values);
        }
    }

    /** The settings in a folder; empty where there are none, or where they cannot be read. */
    public static Optional<Found> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            for (Path file : candidates(folder)) {
                if (Files.size(file) <= MOST_BYTES) {
                    Map<String, String> values = new TreeMap<>();
                    flatten("", YAML.readTree(Files.readString(file)), values);
                    return Optional.of(new Found(String.valueOf(file.getFileName()), values));
                }
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("cause", e.getMessage())
                    .log("settings of a run cannot be read");
        }
        return Optional.empty();
    }

    /** In the order in which they are tried. */
    private static List<Path> candidates(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> yaml = files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            return Stream.concat(Stream.concat(named(yaml, "config"), named(yaml, "learn")), yaml.stream())
                    .toList();
        }
    }

    private static Stream<Path> named(List<Path> files, String begin) {
        return files.stream().filter(file -> String.valueOf(file.getFileName()).startsWith(begin));
    }

    private static void flatten(String path, JsonNode node, Map<String, String> values) {
        if (values.size() >= MOST_KEYS) {
            return;
        }
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(each -> flatten(
                            path.isEmpty() ? each.getKey() : path + "." + each.getKey(), each.getValue(), values));
        } else {
            values.put(path, SECRET.matcher(path).find() && !node.asText().isEmpty() ? HIDDEN : text(node));
        }
    }

    private static String text(JsonNode node) {
        String text = node.isContainerNode()
                ? node.toString()
                : node.isFloatingPointNumber()
                        ? node.decimalValue().stripTrailingZeros().toPlainString()
                        : node.asText();
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
    }
}
