package dev.millrace.policy.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The fields of one JSON line, by type; a null counts as absent. What a field may not be is said with its name.
 *
 * @param fields the parsed object
 */
record Row(ObjectNode fields) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static Row parse(String line) throws RowException {
        try {
            if (JSON.readTree(line) instanceof ObjectNode fields) {
                return new Row(fields);
            }
            throw new RowException("the line is not a JSON object; write one object {…} a line");
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw new RowException(
                    "malformed JSON at column " + column + ": " + e.getOriginalMessage()
                            + "; correct or remove the line",
                    e);
        }
    }

    /** Whether the field is there, even with a null. */
    boolean names(String field) {
        return fields.has(field);
    }

    /** A text; a number is taken as it is written. */
    Optional<String> text(String field) throws RowException {
        JsonNode value = fields.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() && !value.isNumber()) {
            throw new RowException("field \"" + field + "\" must be a text, not " + kind(value));
        }
        if (value.asText().isBlank()) {
            throw new RowException("field \"" + field + "\" is blank; fill it in or remove it");
        }
        return Optional.of(value.asText());
    }

    /** A list of texts; empty where the field is absent. */
    List<String> texts(String field) throws RowException {
        JsonNode value = fields.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw new RowException("field \"" + field + "\" must be a list of texts, not " + kind(value));
        }
        List<String> texts = new ArrayList<>(value.size());
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                throw new RowException("field \"" + field + "\" must hold texts, not " + kind(element));
            }
            texts.add(element.asText());
        }
        return texts;
    }

    /** What a value is, for messages. */
    static String kind(JsonNode value) {
        return value.isContainerNode() ? "an " + value.getNodeType().name().toLowerCase(Locale.ROOT) : value.toString();
    }
}
