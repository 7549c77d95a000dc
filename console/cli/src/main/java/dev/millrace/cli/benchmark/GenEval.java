package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetPreset;
import dev.millrace.policy.image.EncodedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * GenEval (Ghosh, Hajishirzi, Schmidt: GenEval, 2023): objects of the classes of COCO, which a detector finds. The detector is
 * not here; images are written for it.
 */
final class GenEval implements ImageBenchmark {

    private static final int IMAGES = 4;
    private static final Set<String> COLORS =
            Set.of("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white");
    private static final Set<String> RELATIONS = Set.of("left of", "right of", "above", "below");

    @Override
    public DatasetPreset preset() {
        return DatasetPreset.GENEVAL;
    }

    @Override
    public boolean countsCategories() {
        return true;
    }

    @Override
    public int images() {
        return IMAGES;
    }

    @Override
    public Optional<String> flaw(DatasetEntry row) {
        if (row.category().isEmpty()) {
            return Optional.of("there is no \"tag\", by which GenEval counts");
        }
        Columns columns = Columns.of(row);
        JsonNode include = columns.node("include");
        if (!include.isArray() || include.isEmpty()) {
            return Optional.of("\"include\" must be a list of at least one object");
        }
        Optional<String> flaw = flaw("include", include);
        return flaw.isPresent() || columns.node("exclude").isMissingNode()
                ? flaw
                : flaw("exclude", columns.node("exclude"));
    }

    private static Optional<String> flaw(String list, JsonNode objects) {
        if (!objects.isArray()) {
            return Optional.of("\"" + list + "\" must be a list of objects");
        }
        for (int place = 0; place < objects.size(); place++) {
            Optional<String> flaw = flaw(objects.get(place), place);
            if (flaw.isPresent()) {
                return Optional.of("object " + (place + 1) + " of \"" + list + "\" " + flaw.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> flaw(JsonNode object, int place) {
        if (object.path("class").asText().isBlank()) {
            return Optional.of("has no \"class\"");
        }
        if (!object.path("count").isIntegralNumber() || object.path("count").asInt() < 1) {
            return Optional.of("must have a \"count\" of at least 1, not " + object.path("count"));
        }
        if (object.has("color") && !COLORS.contains(object.path("color").asText())) {
            return Optional.of("has the color " + object.path("color") + ", which GenEval's judge does not know");
        }
        JsonNode position = object.path("position");
        boolean related = RELATIONS.contains(position.path(0).asText())
                && position.path(1).isIntegralNumber()
                && position.path(1).asInt() >= 0
                && position.path(1).asInt() < place;
        return position.isMissingNode() || related
                ? Optional.empty()
                : Optional.of("must have a \"position\" such as [\"left of\", 0], which names an object before it, not "
                        + position);
    }

    @Override
    public void write(Path folder, int place, DatasetEntry row, List<EncodedImage> drawn) throws IOException {
        Path own = folder.resolve(String.format(Locale.ROOT, "%05d", place));
        ObjectNode metadata = Columns.of(row).toObject();
        metadata.put("prompt", row.problem());
        BenchmarkFiles.bytes(own.resolve("metadata.jsonl"), metadata.toString().getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < drawn.size(); i++) {
            String name = String.format(Locale.ROOT, "%05d.png", i);
            BenchmarkFiles.bytes(
                    own.resolve("samples").resolve(name), drawn.get(i).toBytes());
        }
    }

    @Override
    public String judgedBy(Path folder) {
        return "images in " + folder + ", which GenEval's evaluation/evaluate_images.py judges with its detector, and"
                + " summary_scores.py counts";
    }

    @Override
    public List<Criterion> criteria() {
        return List.of();
    }

    @Override
    public double value(List<Double> grades) {
        throw new UnsupportedOperationException("a detector judges GenEval");
    }
}
