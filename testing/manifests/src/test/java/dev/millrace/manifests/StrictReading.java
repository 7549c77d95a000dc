package dev.millrace.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object by its class and finds what that would pass over in silence: keys that it does not know, which the models
 * keep as additional properties, and words that no enumeration has, which become nothing.
 */
final class StrictReading {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN = "additionalProperties";

    private final List<String> flaws = new ArrayList<>();

    private StrictReading() {}

    /** What is wrong with it, each with where. */
    static List<String> flaws(JsonNode tree, Class<?> model) throws IllegalAccessException {
        StrictReading reading = new StrictReading();
        try {
            Object object = JSON.treeToValue(tree, model);
            reading.unknown("", object);
            reading.lost("", tree, JSON.valueToTree(object));
        } catch (JsonProcessingException e) {
            reading.flaws.add(e.getOriginalMessage());
        }
        return reading.flaws;
    }

    private void unknown(String where, @Nullable Object value) throws IllegalAccessException {
        if (value instanceof Collection<?> all) {
            int index = 0;
            for (Object each : all) {
                unknown(where + "[" + index++ + "]", each);
            }
        } else if (value != null
                && value.getClass().getName().matches("io\\.(fabric8|strimzi)\\..*")
                && !(value instanceof Enum)) {
            for (Class<?> type = value.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    field(where, value, field);
                }
            }
        }
    }

    private void field(String where, Object owner, Field field) throws IllegalAccessException {
        if (Modifier.isStatic(field.getModifiers())) {
            return;
        }
        field.setAccessible(true);
        Object value = field.get(owner);
        if (!field.getName().equals(UNKNOWN)) {
            unknown(where + "." + field.getName(), value);
        } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            flaws.add(where + " has the unknown keys " + map.keySet());
        }
    }

    private void lost(String where, JsonNode written, @Nullable JsonNode read) {
        if (read == null || read.isNull() || read.isMissingNode()) {
            if (!isEmpty(written)) {
                flaws.add(where + " is " + written + ", which is no value for it");
            }
        } else if (written.isObject()) {
            written.properties()
                    .forEach(entry -> lost(where + "." + entry.getKey(), entry.getValue(), read.get(entry.getKey())));
        } else if (written.isArray()) {
            for (int i = 0; i < written.size(); i++) {
                lost(where + "[" + i + "]", written.get(i), read.get(i));
            }
        }
    }

    private static boolean isEmpty(JsonNode node) {
        return node.isNull() || node.isContainerNode() && node.isEmpty();
    }
}
