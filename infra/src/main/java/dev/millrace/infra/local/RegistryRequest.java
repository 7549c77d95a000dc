package dev.millrace.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A request, read.
 *
 * @param method HTTP method
 * @param path segments of the path, decoded
 * @param query parameters, the last of each name
 * @param body JSON body; a missing node if there is none
 */
record RegistryRequest(String method, List<String> path, Map<String, String> query, JsonNode body) {

    /** Whether the path has this form; {@code *} stands for any one segment. */
    boolean matches(String wantedMethod, String... form) {
        if (!method.equals(wantedMethod) || path.size() != form.length) {
            return false;
        }
        for (int i = 0; i < form.length; i++) {
            if (!form[i].equals("*") && !form[i].equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    String segment(int index) {
        return path.get(index);
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query.getOrDefault(name, "false"));
    }
}
