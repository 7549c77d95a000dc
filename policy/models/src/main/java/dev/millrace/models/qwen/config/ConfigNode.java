package dev.millrace.models.qwen.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.checkpoint.CheckpointException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An object of a configuration with the place where it stands, so that what is missing or wrong is named whole.
 *
 * @param where the file
 * @param path of keys to the object, with a point behind it; empty for the root
 * @param node the object; may be missing
 */
record ConfigNode(String where, String path, JsonNode node) {

    /** The object below a key, or an empty one. */
    ConfigNode child(String key) {
        return new ConfigNode(where, path + key + ".", node.path(key));
    }

    /** Whether there is something behind a key. */
    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** A whole number from 1. */
    int positive(String key) {
        return number(key).orElseThrow(() -> missing(key));
    }

    /** A whole number from 1, or what it is where nothing is said. */
    int positive(String key, int otherwise) {
        return number(key).orElse(otherwise);
    }

    private Optional<Integer> number(String key) {
        return has(key) ? Optional.of(whole(key, 1)) : Optional.empty();
    }

    /** An id, from 0. */
    int id(String key) {
        if (!has(key)) {
            throw missing(key);
        }
        return whole(key, 0);
    }

    private int whole(String key, int least) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
            throw wrong(key, "must be a whole number from " + least + ", not " + value);
        }
        return value.intValue();
    }

    /** A number, or what it is where nothing is said. */
    double decimal(String key, double otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = node.path(key);
        if (!value.isNumber()) {
            throw wrong(key, "must be a number, not " + value);
        }
        return value.doubleValue();
    }

    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = node.path(key);
        if (!value.isBoolean()) {
            throw wrong(key, "must be true or false, not " + value);
        }
        return value.booleanValue();
    }

    String text(String key, String otherwise) {
        return has(key) ? node.path(key).asText() : otherwise;
    }

    /** Whole numbers from 0; none where nothing is said. */
    List<Integer> numbers(String key) {
        List<Integer> numbers = new ArrayList<>();
        if (has(key)) {
            for (JsonNode value : node.path(key)) {
                if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
                    throw wrong(key, "must hold whole numbers from 0, not " + node.path(key));
                }
                numbers.add(value.intValue());
            }
        }
        return numbers;
    }

    /** Whole numbers from 0, which must be said; there may be none of them. */
    List<Integer> required(String key) {
        if (!has(key)) {
            throw missing(key);
        }
        return numbers(key);
    }

    /** Decimal numbers, of which there are so many. */
    float[] decimals(String key, int count, float... otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode values = node.path(key);
        float[] decimals = new float[count];
        for (int i = 0; i < count; i++) {
            if (values.size() != count || !values.path(i).isNumber()) {
                throw wrong(key, "must hold " + count + " numbers, not " + values);
            }
            decimals[i] = values.path(i).floatValue();
        }
        return decimals;
    }

    /** @throws CheckpointException if a key holds another text than the one that this code is made for */
    void require(String key, String only) {
        if (has(key) && !node.path(key).asText().equals(only)) {
            throw wrong(key, "is " + node.path(key) + ", but only '" + only + "' is supported");
        }
    }

    private CheckpointException missing(String key) {
        return wrong(key, "is missing");
    }

    CheckpointException wrong(String key, String what) {
        return new CheckpointException(where, path + key + " " + what);
    }
}
