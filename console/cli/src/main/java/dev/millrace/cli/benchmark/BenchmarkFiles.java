package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.policy.dataset.DatasetEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Files that a benchmark run leaves. Stateless. */
final class BenchmarkFiles {

    /** What may become the name of a file or of a folder. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private BenchmarkFiles() {}

    /** Whether a text of a foreign file can be the name of a file, and leads nowhere else. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Writes JSON lines. */
    static void lines(Path file, List<? extends JsonNode> lines) throws IOException {
        Files.write(file, lines.stream().map(JsonNode::toString).toList());
    }

    /** Writes one JSON value, for people too. */
    static void value(Path file, JsonNode value) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), value);
    }

    /** Writes bytes into a folder that need not be there. */
    static void bytes(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent(), "an image lies in a folder"));
        Files.write(file, bytes);
    }

    /** A line of {@code verdicts.jsonl} about a row. */
    static ObjectNode verdict(DatasetEntry row, BenchmarkVerdict verdict) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", row.id());
        line.put("category", row.category().orElse(null));
        verdict.value().ifPresentOrElse(value -> line.put("value", value), () -> line.putNull("value"));
        return line.put("why", verdict.why());
    }

    /** A problem without the marks of its images, which others do not know. */
    static String unmarked(EvaluationItem item) {
        return item.problem().replace(DatasetEntry.IMAGE_PLACEHOLDER, "");
    }
}
