package dev.millrace.monitoring.watch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Passes records by one of their fields.
 *
 * @param field name, with dots into records within, for instance {@code prompt.category}
 * @param text what the field is
 * @param contains whether it is enough that the field contains it
 */
public record TopicFilter(String field, String text, boolean contains) {

    /** @throws IllegalArgumentException if it is neither {@code FIELD=TEXT} nor {@code FIELD~TEXT} */
    public static TopicFilter parse(String filter) {
        for (int i = 1; i < filter.length(); i++) {
            char c = filter.charAt(i);
            if (c == '=' || c == '~') {
                return new TopicFilter(filter.substring(0, i), filter.substring(i + 1), c == '~');
            }
        }
        throw new IllegalArgumentException("a filter is FIELD=TEXT or FIELD~TEXT, not \"" + filter + "\"");
    }

    boolean passes(JsonNode record) {
        JsonNode value = record;
        for (String name : field.split("\\.")) {
            value = value.path(name);
        }
        if (value.isMissingNode()) {
            return false;
        }
        String found = value.isValueNode() ? value.asText() : value.toString();
        return contains ? found.contains(text) : found.equalsIgnoreCase(text);
    }
}
