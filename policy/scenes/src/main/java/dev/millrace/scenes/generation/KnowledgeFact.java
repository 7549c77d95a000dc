package dev.millrace.scenes.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something that is known and whose answer is one digit. Written for this project, in the six categories of WISE (Niu et
 * al., 2025).
 *
 * @param asked {@code legs of a spider}, which are counted, or {@code ph of water}, which has a value
 * @param counted whether it is counted
 */
record KnowledgeFact(DrawingCategory category, String asked, boolean counted, int answer) {

    private static final String RESOURCE = "knowledge.json";
    private static final List<String> COUNTED =
            List.of("draw the number of %s", "how many are the %s ? draw it", "draw the count of %s");
    private static final List<String> VALUED =
            List.of("draw the %s", "what is the %s ? draw it", "draw the digit that is the %s");

    /** The ways in which it is asked for, three. */
    List<String> phrasings() {
        return (counted ? COUNTED : VALUED)
                .stream().map(form -> String.format(Locale.ROOT, form, asked)).toList();
    }

    /** All that ship with this module, by category. */
    static List<KnowledgeFact> builtIn() {
        try (InputStream in = KnowledgeFact.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing from the policy module");
            }
            List<KnowledgeFact> facts = new ArrayList<>();
            for (JsonNode fact : JsonMapper.builder().build().readTree(in)) {
                facts.add(new KnowledgeFact(
                        DrawingCategory.valueOf(fact.get("category").textValue().toUpperCase(Locale.ROOT)),
                        fact.get("asked").textValue(),
                        fact.get("counted").booleanValue(),
                        fact.get("answer").intValue()));
            }
            return List.copyOf(facts);
        } catch (IOException e) {
            throw new IllegalStateException("the resource " + RESOURCE + " cannot be read: " + e.getMessage(), e);
        }
    }
}
