package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a JSON file of vectors, with its place. Going from one to another is free; taking a value is noted as a look at it.
 * What the file does not hold is missing only when its value is taken.
 */
final class VectorNode implements Wanted {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String file;
    private final String place;
    private final JsonNode node;
    private final LookedAt looked;

    private VectorNode(String file, String place, JsonNode node, LookedAt looked) {
        this.file = file;
        this.place = place;
        this.node = node;
        this.looked = looked;
    }

    /** @throws UncheckedIOException if the file is missing or is no JSON */
    static VectorNode read(Path file, LookedAt looked) {
        try {
            return new VectorNode(String.valueOf(file.getFileName()), "", JSON.readTree(file.toFile()), looked);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The value as it would stand in such a file, to be compared with one that does. */
    static JsonNode written(Object value) {
        return JSON.valueToTree(value);
    }

    @Override
    public String place() {
        return file + " " + place;
    }

    @Override
    public boolean exists() {
        return !node.isMissingNode();
    }

    VectorNode at(String key) {
        return new VectorNode(file, LookedAt.below(place, key), node.path(key), looked);
    }

    VectorNode at(int index) {
        return new VectorNode(file, LookedAt.below(place, String.valueOf(index)), node.path(index), looked);
    }

    /** Keys of an object, in their order; none where it is missing. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Elements of a list; none where it is missing. */
    List<VectorNode> elements() {
        List<VectorNode> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(at(i));
        }
        return elements;
    }

    /** How many elements or keys there are. */
    int size() {
        return node.size();
    }

    /** What nobody looked at below it. */
    List<String> missed() {
        return looked.missed(node);
    }

    /** See {@link LookedAt#setAside}. */
    int setAside(String pattern) {
        return looked.setAside(node, pattern);
    }

    /** @throws IllegalArgumentException naming the place, if the file does not hold it */
    JsonNode value() {
        looked.note(place);
        if (node.isMissingNode()) {
            throw new IllegalArgumentException(file + " has no " + place);
        }
        return node;
    }

    String text() {
        JsonNode value = value();
        if (!value.isTextual()) {
            throw wrong("a text");
        }
        return value.asText();
    }

    double number() {
        JsonNode value = value();
        if (!value.isNumber()) {
            throw wrong("a number");
        }
        return value.asDouble();
    }

    int integer() {
        JsonNode value = value();
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw wrong("an integer");
        }
        return value.asInt();
    }

    /** A number, or null. */
    boolean isNull() {
        return value().isNull();
    }

    List<String> texts() {
        value();
        return elements().stream().map(VectorNode::text).toList();
    }

    int[] ints() {
        value();
        return elements().stream().mapToInt(VectorNode::integer).toArray();
    }

    List<Double> numbers() {
        value();
        return elements().stream().map(VectorNode::number).toList();
    }

    /** Lists of integers within a list. */
    List<int[]> lists() {
        value();
        return elements().stream().map(VectorNode::ints).toList();
    }

    @Override
    public float[] floats() {
        List<Double> all = new ArrayList<>();
        gather(value(), all);
        float[] values = new float[all.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = all.get(i).floatValue();
        }
        return values;
    }

    private void gather(JsonNode part, List<Double> into) {
        if (part.isArray()) {
            part.forEach(each -> gather(each, into));
        } else if (part.isNumber()) {
            into.add(part.asDouble());
        } else {
            throw wrong("numbers");
        }
    }

    private IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException(file + ": " + place + " is not " + wanted);
    }
}
