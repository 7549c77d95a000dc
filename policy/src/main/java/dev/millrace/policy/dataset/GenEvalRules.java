package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.generation.GenerationRules;
import dev.millrace.policy.generation.RulesException;
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
        try {
            GenerationRules unused = GenerationRules.parse(rules.toString());
        } catch (RulesException e) {
            throw new RowException(String.valueOf(e.getMessage()), e);
        }
        return rules.toString();
    }
}
