package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a row holds besides what it asks and shows: rewards of others ask for columns by name. It travels with the prompt as
 * JSON texts, and each trajectory repeats its prompt, so it is bounded. Encoded bytes are never among it.
 */
final class OtherColumns {

    /** Bytes of all names and values of a row. */
    static final int MAX_BYTES = 64 * 1024;

    private static final String SOURCE = "data_source";

    /** What stands in the record of a prompt under names of its own. */
    private static final Set<String> STANDARD =
            Set.of("id", "problem", "images", "answer", "task", "category", "prompt", "tag", "include", "exclude");

    private OtherColumns() {}

    static Map<String, String> of(Row row, RowColumns columns, List<String> keep) throws RowException {
        Map<String, String> others = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : row.fields().properties()) {
            String name = field.getKey();
            if (isKept(name, keep) && !stands(name, row, columns) && !holdsBytes(field.getValue())) {
                others.put(
                        name,
                        field.getValue().isNumber()
                                ? row.written(name)
                                : field.getValue().toString());
            }
        }
        String source = columns.names().source();
        if (!source.isEmpty() && row.text(row.named(source)).isPresent()) {
            others.putIfAbsent(
                    SOURCE,
                    TextNode.valueOf(row.text(row.named(source)).orElseThrow()).toString());
        }
        long bytes = 0;
        for (Map.Entry<String, String> column : others.entrySet()) {
            bytes += size(column.getKey()) + size(column.getValue());
        }
        if (bytes > MAX_BYTES) {
            throw new RowException(
                    RowFault.TOO_LARGE,
                    "the other columns have " + bytes + " bytes, more than the limit of " + MAX_BYTES
                            + " a row; name those that rewards read by data.keep");
        }
        return others;
    }

    private static boolean isKept(String name, List<String> keep) {
        return keep.contains(DataConfig.ALL) || keep.contains(name);
    }

    /** What was asked as a text and shown, and what the own form has standard fields for. */
    private static boolean stands(String name, Row row, RowColumns columns) {
        boolean problem = name.equals(row.named(columns.names().problem()))
                && row.fields().path(name).isTextual();
        boolean own = columns.preset() == DatasetPreset.MILLRACE && STANDARD.contains(name);
        return problem || own || List.of(columns.names().images().split("\\|")).contains(name);
    }

    private static boolean holdsBytes(JsonNode value) {
        if (value.isBinary()) {
            return true;
        }
        for (JsonNode child : value) {
            if (holdsBytes(child)) {
                return true;
            }
        }
        return false;
    }

    private static long size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
