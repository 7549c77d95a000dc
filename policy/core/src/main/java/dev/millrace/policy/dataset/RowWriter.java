package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The fields of an entry as a row, but for its images, whose file names only the folder's writer knows. */
final class RowWriter {

    private RowWriter() {}

    static ObjectNode row(DatasetEntry entry) throws RowException {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("id", entry.id());
        row.put("problem", entry.problem());
        row.putNull("images");
        // An explicit null, where there is none, tells the reader that none was forgotten.
        row.put("answer", entry.answer().orElse(null));
        row.put("task", entry.task().label());
        row.put("category", entry.category().orElse(null));
        if (entry.rules().isPresent()) {
            row.setAll(rules(entry.rules().get()));
        }
        return row;
    }

    private static ObjectNode rules(String json) throws RowException {
        Row given = Row.parse(json);
        boolean known = GenEvalRules.present(given)
                && given.fields().properties().stream().allMatch(field -> GenEvalRules.FIELDS.contains(field.getKey()));
        if (!known) {
            throw new RowException("the rules are not GenEval's metadata (" + String.join(", ", GenEvalRules.FIELDS)
                    + ", of which include or exclude must be there): " + json);
        }
        return Row.parse(GenEvalRules.of(given)).fields();
    }
}
