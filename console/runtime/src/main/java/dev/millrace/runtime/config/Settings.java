package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tree as it grows.
 *
 * @param origins where each of its values that is no default was set
 */
record Settings(ObjectNode root, Map<KeyPath, String> origins) {

    /** The section at a path, which is made if it is not there. */
    ObjectNode objectAt(KeyPath path) {
        ObjectNode node = root;
        for (String key : path.keys()) {
            @Nullable JsonNode child = node.get(key);
            node = child instanceof ObjectNode object ? object : node.putObject(key);
        }
        return node;
    }

    /** The beginning of a complaint about a path: where it was set, or the first of what lies below it. */
    String where(KeyPath path) {
        @Nullable String own = origins.get(path);
        if (own != null) {
            return own + ": ";
        }
        return origins.entrySet().stream()
                .filter(entry -> entry.getKey().depth() > path.depth()
                        && entry.getKey().keys().subList(0, path.depth()).equals(path.keys()))
                .map(Map.Entry::getValue)
                .min(String::compareTo)
                .map(origin -> origin + ": ")
                .orElse("");
    }
}
