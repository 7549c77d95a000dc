package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The verifiable rules of a generation prompt in GenEval's metadata form (Ghosh, Hajishirzi, Schmidt: GenEval, 2023):
 * which objects the image shows ({@code include}) and which it does not ({@code exclude}).
 */
final class GenEvalRules {

    /** The fields that make the rules, in the order in which they are written. */
    static final List<String> FIELDS = List.of("tag", "prompt", "include", "exclude");

    private GenEvalRules() {}

    static boolean present(Row row) {
        return row.names("include") || row.names("exclude");
    }

    /** The rules of a row as compact JSON, checked. */
    static String of(Row row) throws RowException {
        ObjectNode rules = JsonNodeFactory.instance.objectNode();
        for (String field : FIELDS) {
            JsonNode value = row.fields().path(field);
            if (!value.isMissingNode() && !value.isNull()) {
                rules.set(field, value);
            }
        }
        check("include", rules.path("include"));
        check("exclude", rules.path("exclude"));
        return rules.toString();
    }

    private static void check(String field, JsonNode objects) throws RowException {
        if (objects.isMissingNode()) {
            return;
        }
        if (!objects.isArray()) {
            throw new RowException("field \"" + field + "\" must be a list of objects, not " + Row.kind(objects));
        }
        for (int i = 0; i < objects.size(); i++) {
            checkObject(field + "[" + i + "]", objects.get(i), objects.size());
        }
    }

    private static void checkObject(String where, JsonNode object, int count) throws RowException {
        if (!object.path("class").isTextual()) {
            throw new RowException("rule " + where + " has no \"class\"; name the object, for instance \"cat\"");
        }
        JsonNode number = object.path("count");
        if (!number.canConvertToInt() || !number.isIntegralNumber() || number.intValue() < 1) {
            throw new RowException("rule " + where + " has no \"count\" of at least 1; say how many");
        }
        if (object.has("color") && !object.get("color").isTextual()) {
            throw new RowException("rule " + where + " has a \"color\" that is not a text");
        }
        if (object.has("position")) {
            checkPosition(where, object.get("position"), count);
        }
    }

    private static void checkPosition(String where, JsonNode position, int count) throws RowException {
        boolean sound = position.isArray()
                && position.size() == 2
                && position.get(0).isTextual()
                && position.get(1).isInt()
                && position.get(1).intValue() >= 0
                && position.get(1).intValue() < count;
        if (!sound) {
            throw new RowException(
                    "rule " + where + " has a \"position\" that is not [relation, index of another object]");
        }
    }
}
