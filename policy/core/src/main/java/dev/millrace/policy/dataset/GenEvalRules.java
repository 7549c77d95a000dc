package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.text.EditDistance;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The verifiable rules of a generation prompt in GenEval's metadata form (Ghosh, Hajishirzi, Schmidt: GenEval, 2023):
 * which objects the image shows ({@code include}) and which it does not ({@code exclude}).
 */
final class GenEvalRules {

    /** The fields that make the rules, in the order in which they are written. */
    static final List<String> FIELDS = List.of("tag", "prompt", "include", "exclude");

    private static final List<RulesCheck> CHECKS = ServiceLoader.load(RulesCheck.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private static final List<String> OF_OBJECTS = List.of("include", "exclude");

    private GenEvalRules() {}

    static boolean present(Row row) {
        return row.names("include") || row.names("exclude");
    }

    /**
     * A row may have fields of its own, but not one that looks like a misspelt list of rules: it would ask for less than was
     * meant.
     */
    static void requireSpelling(Row row) throws RowException {
        Iterator<String> names = row.fields().fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            String meant = EditDistance.nearest(name, OF_OBJECTS).orElse(name);
            if (!meant.equals(name)
                    && !row.names(meant)
                    && row.fields().get(name).isArray()) {
                throw new RowException("unknown field \"" + name + "\"; did you mean \"" + meant + "\"?");
            }
        }
    }

    /** The rules of a row as compact JSON, which every {@link RulesCheck} has passed. */
    static String of(Row row) throws RowException {
        ObjectNode rules = JsonNodeFactory.instance.objectNode();
        for (String field : FIELDS) {
            JsonNode value = row.fields().path(field);
            if (value.isNumber()) {
                rules.put(field, row.written(field));
            } else if (!value.isMissingNode() && !value.isNull()) {
                rules.set(field, value);
            }
        }
        String json = rules.toString();
        try {
            CHECKS.forEach(check -> check.requireValid(json));
        } catch (IllegalArgumentException e) {
            throw new RowException(String.valueOf(e.getMessage()), e);
        }
        return json;
    }
}
