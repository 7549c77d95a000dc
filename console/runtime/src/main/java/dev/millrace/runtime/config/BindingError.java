package dev.millrace.runtime.config;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.id.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in one line why a tree does not fit its records: where it was set, which key, what would be right. */
record BindingError(KnownKeys known, JsonNode root, Map<KeyPath, String> origins) {

    ConfigException explain(JsonMappingException e) {
        KeyPath path = KeyPath.ROOT;
        for (Reference reference : e.getPath()) {
            String key = reference.getFieldName();
            path = path.child(key == null ? String.valueOf(reference.getIndex()) : key);
        }
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            return range(path, String.valueOf(e.getCause().getMessage()), e);
        }
        if (e.getCause() instanceof IllegalArgumentException complaint) {
            return new ConfigException(where(path) + path + sentence(String.valueOf(complaint.getMessage())), e);
        }
        @Nullable Class<?> target = target(e);
        return new ConfigException(
                where(path) + path + " must be " + expected(target, e) + ", not " + value(path, target), e);
    }

    /** Behind the key: what a type says of a text that it does not take. */
    private static String sentence(String complaint) {
        return (complaint.startsWith("must ") ? " " : ": ") + complaint;
    }

    private static @Nullable Class<?> target(JsonMappingException e) {
        if (e instanceof MismatchedInputException mismatch) {
            return mismatch.getTargetType();
        }
        return e.getCause() instanceof InputCoercionException coercion ? coercion.getTargetType() : null;
    }

    /** A record's own complaint begins with the key it is about. */
    private ConfigException range(KeyPath section, String complaint, JsonMappingException cause) {
        String key = complaint.split("[ :]", 2)[0];
        KeyPath path = known.resolve(section.isRoot() ? key : section + "." + key);
        boolean isKey = known.typeOf(path) != null;
        String message = section.isRoot() ? complaint : section + (isKey ? "." : ": ") + complaint;
        return new ConfigException(where(path) + message, cause);
    }

    private String where(KeyPath path) {
        KeyPath at = path;
        while (!at.isRoot()) {
            @Nullable String origin = origins.get(at);
            if (origin != null) {
                return origin + ": ";
            }
            at = at.parent();
        }
        return "";
    }

    private String value(KeyPath path, @Nullable Class<?> target) {
        JsonNode node = root;
        for (String key : path.keys()) {
            node = node.isArray() ? node.path(Integer.parseInt(key)) : node.path(key);
        }
        if (node.isArray()) {
            return "a list";
        }
        if (node instanceof ObjectNode object) {
            boolean inMap = known.isOpenMap(path.parent()) && !object.isEmpty();
            return "a section"
                    + (inMap
                            ? "; a key with dots is one key here, as in " + path.last() + "."
                                    + object.fieldNames().next() + ": …"
                            : "");
        }
        return node.isMissingNode() || node.isNull() ? "empty" : scalar(node, target);
    }

    /** As it was written: a number that was refused for its quotes shows them. */
    private static String scalar(JsonNode node, @Nullable Class<?> target) {
        boolean looksRight = target != null
                && (Scalars.isWhole(target)
                        ? Scalars.INTEGER.matcher(node.asText()).matches()
                        : Scalars.isNumber(target));
        boolean bare = node.isTextual() && Scalars.NUMBER.matcher(node.asText()).matches() && !looksRight;
        return bare ? node.asText() : node.toString();
    }

    private static String expected(@Nullable Class<?> type, JsonMappingException e) {
        if (type == null) {
            return "something else (" + e.getOriginalMessage() + ")";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (type == int.class || type == Integer.class) {
            return "a whole number below 2147483648";
        }
        if (type == long.class || type == Long.class) {
            return "a whole number below 9223372036854775808";
        }
        if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "a duration such as 30s, 500ms or PT1M";
        }
        if (type == RunId.class) {
            return "a run id";
        }
        if (type == Path.class) {
            return "a path";
        }
        if (Map.class.isAssignableFrom(type) || type.isRecord()) {
            return "a section with keys of its own";
        }
        if (Iterable.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type == String.class ? "a text" : "a " + type.getSimpleName();
    }
}
