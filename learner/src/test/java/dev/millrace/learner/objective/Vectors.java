package dev.millrace.learner.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Numbers that were computed in float64 independently of this project. */
final class Vectors {

    private final JsonNode root;

    Vectors() {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/objectives.json")) {
            root = JsonMapper.builder().build().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An input: sequences of unequal length. */
    double[][] input(String name) {
        return rows(root.required("C.inputs").required(name));
    }

    /** Advantages of the two sequences. */
    double[] advantages() {
        return row(root.required("C.inputs").required("adv"));
    }

    double[][] rows(String key) {
        return rows(root.required(key));
    }

    double[] row(String key) {
        return row(root.required(key));
    }

    double number(String key) {
        return root.required(key).asDouble();
    }

    private static double[][] rows(JsonNode node) {
        double[][] rows = new double[node.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(node.get(i));
        }
        return rows;
    }

    private static double[] row(JsonNode node) {
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asDouble();
        }
        return values;
    }
}
