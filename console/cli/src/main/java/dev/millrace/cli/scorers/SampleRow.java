package dev.millrace.cli.scorers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One line of samples: a prompt under the names of data sets, and a response to it or a list of several. Fields of other
 * names are columns of the data set.
 *
 * @param where names the line
 * @param row its fields
 * @param line its number
 */
record SampleRow(String where, ObjectNode row, int line) {

    private static final String RUN = SampleTrajectory.RUN;
    private static final Set<String> KNOWN = Set.of(
            "id",
            "problem",
            "prompt",
            "answer",
            "reference",
            "category",
            "task",
            "rules",
            "images",
            "response",
            "text",
            "responses",
            "drawn");

    /** @param folder from which images are named */
    SampleGroup read(Path folder) {
        Map<String, String> columns = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : row.properties()) {
            if (!KNOWN.contains(field.getKey())) {
                columns.put(field.getKey(), field.getValue().toString());
            }
        }
        Map<String, byte[]> images = new HashMap<>();
        List<ImageRef> shown = new ArrayList<>();
        JsonNode list = row.path("images");
        for (JsonNode image : list.isTextual() ? List.of(list) : list) {
            shown.add(image(folder, image.asText(), images));
        }
        Optional<ImageRef> drawn = text("drawn").map(name -> image(folder, name, images));
        Prompt prompt = Prompt.newBuilder()
                .setRunId(RUN)
                .setPromptId(text("id").orElse("line-" + line))
                .setTask(task())
                .setText(text("problem").or(() -> text("prompt")).orElseThrow(() -> wrong("a sample needs a problem")))
                .setImages(shown)
                .setReference(text("answer").or(() -> text("reference")).orElse(null))
                .setCategory(text("category").orElse(null))
                .setColumns(columns)
                .setRules(row.has("rules") ? row.get("rules").toString() : null)
                .build();
        List<String> responses = responses(drawn.isPresent());
        List<Trajectory> samples = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            samples.add(SampleTrajectory.of(prompt, line, i, responses.size(), responses.get(i), drawn.orElse(null)));
        }
        return new SampleGroup(where, samples, sha256 -> Optional.ofNullable(images.get(sha256)));
    }

    private List<String> responses(boolean drawn) {
        JsonNode several = row.path("responses");
        if (several.isArray() && !several.isEmpty()) {
            List<String> all = new ArrayList<>();
            several.forEach(one -> all.add(one.asText()));
            return all;
        }
        Optional<String> one = text("response").or(() -> text("text"));
        if (one.isEmpty() && !drawn) {
            throw wrong("a sample needs a response, or a list of responses");
        }
        return List.of(one.orElse(""));
    }

    private Task task() {
        String word = text("task").orElse("understanding");
        try {
            return Task.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong("task must be understanding, generation or editing, not " + word);
        }
    }

    private ImageRef image(Path folder, String name, Map<String, byte[]> images) {
        Path file = folder.resolve(name);
        try {
            byte[] bytes = Files.readAllBytes(file);
            String type = URLConnection.guessContentTypeFromStream(new ByteArrayInputStream(bytes));
            if (type == null || !type.startsWith("image/")) {
                throw wrong(file + " is no PNG, JPEG or GIF");
            }
            String sha256 = Sha256.of(ByteBuffer.wrap(bytes));
            images.put(sha256, bytes);
            return new ImageRef(sha256, type);
        } catch (IOException e) {
            throw new UsageException(where + ": cannot read the image " + file + ": " + e, e);
        }
    }

    private Optional<String> text(String field) {
        JsonNode value = row.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode()) {
            throw wrong(field + " must be a text");
        }
        return Optional.of(value.asText());
    }

    private UsageException wrong(String what) {
        return new UsageException(where + ": " + what);
    }
}
