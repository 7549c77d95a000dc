package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of a set of vectors in which every number that is a result is another one. */
final class ChangedVectors {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Inputs, tolerances, and what the vectors say of the reference alone. */
    private static final Pattern NO_RESULT = Pattern.compile("adamw_step/(lr|betas|eps|weight_decay|clip_total_norm)"
            + "|images/[^/]+/(pil_backend_max_abs_difference|[a-z_]+_vs_pil/.*)|hub/[^/]+/bf16_.*|resize_error/.*"
            + "|batch/max_abs_difference_to_unpadded|lora/merged_max_abs_logit_difference");

    private final Path folder;
    private final Set<String> places = new TreeSet<>();

    private ChangedVectors(Path folder) {
        this.folder = folder;
    }

    static ChangedVectors of(Path vectors, Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(vectors)) {
            for (Path file : all.toList()) {
                Path to = copy.resolve(vectors.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.write(to, Files.readAllBytes(file));
                }
            }
        }
        ChangedVectors changed = new ChangedVectors(copy);
        changed.tensors();
        changed.json();
        return changed;
    }

    Path folder() {
        return folder;
    }

    /** What was changed: tensors by their names, numbers by their places in the file. */
    Set<String> places() {
        return places;
    }

    private static double changed(double value) {
        return value + 0.05 * (1 + Math.abs(value));
    }

    /** In each tensor the last value. */
    private void tensors() throws IOException {
        Path file = folder.resolve(VectorSet.TENSORS);
        Safetensors read = SafetensorsReader.read(file);
        Map<String, Tensor> written = new TreeMap<>();
        read.tensors().forEach((name, tensor) -> {
            float[] values = tensor.toFloats();
            values[values.length - 1] = (float) changed(values[values.length - 1]);
            written.put(name, Tensor.ofFloats(tensor.shape(), values));
            places.add(VectorSet.TENSORS + " " + name);
        });
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            SafetensorsWriter.write(written, read.metadata(), out::write);
        }
    }

    /** Every number that is no integer. */
    private void json() throws IOException {
        Path file = folder.resolve(VectorSet.FILE);
        Files.write(file, JSON.writeValueAsBytes(changed(JSON.readTree(file.toFile()), "")));
    }

    private JsonNode changed(JsonNode node, String place) {
        if (LookedAt.hasParts(node) && node.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            node.properties()
                    .forEach(each ->
                            object.set(each.getKey(), changed(each.getValue(), LookedAt.below(place, each.getKey()))));
            return object;
        }
        if (NO_RESULT.matcher(place).matches()) {
            return node;
        }
        JsonNode other = numbers(node);
        if (!other.equals(node)) {
            places.add(VectorSet.FILE + " " + place);
        }
        return other;
    }

    private static JsonNode numbers(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JSON.createArrayNode();
            node.forEach(each -> array.add(numbers(each)));
            return array;
        }
        return node.isDouble() ? DoubleNode.valueOf(changed(node.asDouble())) : node;
    }
}
