package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.dataset.DatasetEntry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a row holds besides what it asks and shows.
 *
 * @param texts JSON by the name of the column
 */
record Columns(Map<String, String> texts) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    Columns {
        texts = Map.copyOf(texts);
    }

    static Columns of(DatasetEntry row) {
        return new Columns(row.columns());
    }

    /** A column; missing where there is none, or a null. */
    JsonNode node(String name) {
        String text = texts.get(name);
        try {
            JsonNode node = text == null ? MissingNode.getInstance() : JSON.readTree(text);
            return node.isNull() ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("column " + name + " is no JSON: " + text, e);
        }
    }

    /** A column that holds a text or a number; empty where there is none, or something else. */
    Optional<String> text(String name) {
        JsonNode node = node(name);
        return node.isValueNode() && !node.asText().isBlank() ? Optional.of(node.asText()) : Optional.empty();
    }

    /** All of them as one object, in the order of their names. */
    ObjectNode toObject() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(texts).keySet().forEach(name -> {
            JsonNode node = node(name);
            object.set(name, node.isMissingNode() ? JsonNodeFactory.instance.nullNode() : node);
        });
        return object;
    }
}
