package dev.millrace.monitoring.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one rule of a prompt holds for an image.
 *
 * @param scorer who says so
 * @param asked what the rule asks for, in words
 * @param holds whether it does
 * @param found how many objects fulfil it, as text; empty where the scorer does not say
 */
public record RuleMark(String scorer, String asked, boolean holds, String found) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The marks in a score's detail, a list of objects with {@code holds}; none where it is anything else. */
    static List<RuleMark> of(String scorer, @Nullable String detail) {
        List<RuleMark> marks = new ArrayList<>();
        if (detail == null) {
            return marks;
        }
        try {
            for (JsonNode rule : JSON.readTree(detail)) {
                if (rule.path("holds").isBoolean()) {
                    String name = rule.path("rule").asText();
                    marks.add(new RuleMark(
                            scorer,
                            rule.path("asked").asText(name),
                            rule.path("holds").asBoolean(),
                            rule.path("found").asText()));
                }
            }
        } catch (JsonProcessingException e) {
            // Scorers of others may write what they like; it holds no marks.
            return List.of();
        }
        return marks;
    }
}
