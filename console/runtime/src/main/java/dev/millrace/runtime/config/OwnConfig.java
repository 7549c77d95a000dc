package dev.millrace.runtime.config;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.text.EditDistance;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The section {@value #KEY} of what has a type, which says the keys that stand there. */
final class OwnConfig {

    static final String KEY = "config";

    private OwnConfig() {}

    /**
     * The settings of a type with what was stated over them.
     *
     * @param known has the keys of the type
     * @param defaults those of the type, which become the result
     * @throws ConfigException naming the key that is unknown
     */
    static ObjectNode complete(
            Settings settings, KnownKeys known, KeyPath path, ObjectNode defaults, @Nullable JsonNode stated) {
        if (stated instanceof ObjectNode object) {
            merge(settings, known, path, defaults, object);
        } else if (stated != null) {
            throw new ConfigException(settings.where(path) + path + " must be a section with keys of its own, not "
                    + Scalars.typed(stated, null));
        }
        return defaults;
    }

    private static void merge(Settings settings, KnownKeys known, KeyPath path, ObjectNode into, ObjectNode stated) {
        stated.properties().forEach(entry -> {
            KeyPath key = path.child(entry.getKey());
            if (!known.isKnown(key) && !known.isOpenMap(path)) {
                String keys = String.join(", ", known.children(path));
                throw new ConfigException(settings.where(key) + "unknown key " + key
                        + EditDistance.nearest(key.last(), known.children(path))
                                .map(near -> "; did you mean " + path.child(near) + "?")
                                .orElse(keys.isEmpty() ? "; there are none here" : "; known here: " + keys));
            }
            if (entry.getValue() instanceof ObjectNode section && into.get(entry.getKey()) instanceof ObjectNode own) {
                merge(settings, known, key, own, section);
                return;
            }
            JsonNode value = Scalars.typed(entry.getValue(), known.typeOf(key));
            if (known.isOpenMap(path) && isNull(value)) {
                into.remove(entry.getKey());
            } else {
                into.set(entry.getKey(), value);
            }
        });
    }

    private static boolean isNull(JsonNode value) {
        return value.isNull() || value.asText().equals("null");
    }

    /** Behind a word that is not known: the known one that was meant. */
    static String hint(String word, Set<String> known) {
        return EditDistance.nearest(word, known)
                .map(name -> " (did you mean " + name + "?)")
                .orElse("");
    }

    /**
     * The record that a complete section is.
     *
     * @param check refuses one that lacks what has to be said
     */
    static Record read(
            JsonNode config,
            Class<? extends Record> type,
            Consumer<Record> check,
            Class<?> owner,
            DeserializationContext context)
            throws IOException {
        try {
            Record read = context.readTreeAsValue(config, type);
            try {
                check.accept(read);
            } catch (IllegalArgumentException e) {
                throw ValueInstantiationException.from(
                        context.getParser(), String.valueOf(e.getMessage()), context.constructType(type), e);
            }
            return read;
        } catch (JsonMappingException e) {
            e.prependPath(owner, KEY);
            throw e;
        }
    }
}
