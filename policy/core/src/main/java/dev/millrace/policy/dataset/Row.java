package dev.millrace.policy.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of one row, by type; a null counts as absent. What a field may not be is said with its name.
 *
 * @param fields by name; encoded bytes are binary nodes
 * @param numbers the numbers among its fields as they are written: parsed, 0.0005 would be 5.0E-4
 */
public record Row(ObjectNode fields, Map<String, String> numbers) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    public Row {
        numbers = Map.copyOf(numbers);
    }

    static Row parse(String line) throws RowException {
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                // Read to its end, so that broken JSON is called broken.
                json.skipChildren();
                throw new RowException("the line is not a JSON object; write one object {…} a line");
            }
            Row row = read(json);
            if (json.nextToken() != null) {
                throw new RowException("malformed JSON: something stands behind the object; write one object a line");
            }
            return row;
        } catch (JsonProcessingException e) {
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw new RowException(
                    "malformed JSON at column " + column + ": " + e.getOriginalMessage()
                            + "; correct or remove the line",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    /** The object at whose beginning a parser of {@link #parser} stands, to its end. */
    static Row read(JsonParser json) throws IOException {
        ObjectNode fields = JSON.createObjectNode();
        Map<String, String> numbers = new HashMap<>();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            if (json.nextToken().isNumeric()) {
                numbers.put(field, json.getText());
            }
            fields.set(field, json.<JsonNode>readValueAsTree());
        }
        return new Row(fields, numbers);
    }

    /** Parses a file of rows, and closes it with itself. */
    static JsonParser parser(InputStream file) throws IOException {
        return JSON.createParser(file);
    }

    /** Whether the field is there, even with a null. */
    boolean names(String field) {
        return fields.has(field);
    }

    /** The name of the first column that is there; the first name where none is. */
    String named(String columns) {
        String[] names = columns.split("\\|");
        for (String name : names) {
            if (!at(name).isMissingNode()) {
                return name;
            }
        }
        return names[0];
    }

    /** A field, or one within a field, by a name with dots; missing where there is none. */
    JsonNode at(String path) {
        JsonNode whole = fields.path(path);
        if (!whole.isMissingNode() || path.isEmpty()) {
            return whole;
        }
        JsonNode node = fields;
        for (String key : path.split("\\.")) {
            node = node.path(key);
        }
        return node;
    }

    /** A text; a number is taken as it is written. */
    Optional<String> text(String field) throws RowException {
        JsonNode value = at(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() && !value.isNumber()) {
            throw new RowException("field \"" + field + "\" must be a text, not " + kind(value));
        }
        String text = value.isNumber() ? written(field) : value.asText();
        if (text.isBlank()) {
            throw new RowException("field \"" + field + "\" is blank; fill it in or remove it");
        }
        return Optional.of(text);
    }

    /** A number; not a number where the field is null. */
    double number(String field) throws RowException {
        JsonNode value = at(field);
        if (value.isMissingNode()) {
            throw new RowException(
                    RowFault.MISSING_COLUMN, "there is no column \"" + field + "\", by which data.rate chooses rows");
        }
        if (!value.isNull() && !value.isNumber()) {
            throw new RowException("field \"" + field + "\" must be a number, not " + kind(value));
        }
        return value.isNull() ? Double.NaN : value.asDouble();
    }

    /** A field that is a number, as it is written. */
    String written(String field) throws RowException {
        String written = numbers.get(field);
        return written != null ? written : plain(field, at(field));
    }

    /** A number that stands deeper, where only its value is known. */
    private static String plain(String field, JsonNode number) throws RowException {
        if (number.isIntegralNumber()) {
            return number.asText();
        }
        if (!number.isBigDecimal() && !Double.isFinite(number.doubleValue())) {
            throw new RowException("field \"" + field + "\" is the number " + number.asText()
                    + ", which is too large to be read where it stands; write it as a text");
        }
        String text = number.asText();
        boolean hasExponent = text.indexOf('E') >= 0 || text.indexOf('e') >= 0;
        return hasExponent ? new BigDecimal(text).stripTrailingZeros().toPlainString() : text;
    }

    /** What a value is, for messages. */
    static String kind(JsonNode value) {
        return value.isContainerNode() ? "an " + value.getNodeType().name().toLowerCase(Locale.ROOT) : value.toString();
    }
}
