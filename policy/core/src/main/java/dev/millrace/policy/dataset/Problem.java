package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a row asks.
 *
 * @param system what is said before it to the policy; empty where nothing is
 * @param text with a mark for each image that it says where
 */
record Problem(Optional<String> system, String text) {

    private static final String SYSTEM = "system";
    private static final String USER = "user";

    /** What a column asks: a text, or a conversation of one turn. */
    static Problem of(Row row, String column) throws RowException {
        JsonNode value = row.at(column);
        if (value.isArray()) {
            return ofMessages(value, column);
        }
        return new Problem(
                Optional.empty(),
                row.text(column)
                        .orElseThrow(() -> new RowException(
                                RowFault.NO_PROBLEM,
                                column.equals("problem") || column.equals("prompt")
                                        ? "missing field \"problem\" (\"prompt\" in a row with GenEval's metadata); add it"
                                        : "missing field \"" + column
                                                + "\", which holds what is asked; add it, or name another by"
                                                + " data.columns.problem")));
    }

    private static Problem ofMessages(JsonNode messages, String column) throws RowException {
        List<String> system = new ArrayList<>();
        List<String> user = new ArrayList<>();
        for (JsonNode message : messages) {
            String role = message.path("role").asText();
            String content = content(message.path("content"), column);
            if (role.equals(SYSTEM) && user.isEmpty()) {
                system.add(content);
            } else if (role.equals(USER)) {
                user.add(content);
            } else {
                throw new RowException(
                        RowFault.NO_PROBLEM,
                        "field \"" + column + "\" has a message of the role \"" + role
                                + "\"; a prompt is asked in one turn, of system and user messages");
            }
        }
        if (user.isEmpty() || String.join("", user).isBlank()) {
            throw new RowException(RowFault.NO_PROBLEM, "field \"" + column + "\" has no message of a user");
        }
        return new Problem(
                system.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", system)), String.join("\n", user));
    }

    /** A text, or parts of which images are marks. */
    private static String content(JsonNode content, String column) throws RowException {
        if (content.isTextual()) {
            return content.asText();
        }
        if (!content.isArray()) {
            throw new RowException(
                    "field \"" + column + "\" has a message whose content is no text and no list of parts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            boolean image = part.path("type").asText().startsWith("image");
            text.append(
                    image ? DatasetEntry.IMAGE_PLACEHOLDER : part.path("text").asText());
        }
        return text.toString();
    }

    /** The same within a template; an empty one changes nothing. */
    Problem within(String template) {
        return template.isEmpty() ? this : new Problem(system, template.replace(DataConfig.PROBLEM, text));
    }

    /**
     * The text with a mark for each image.
     *
     * @param images how many there are; where the text marks none, they come first
     */
    String marked(int images, String column) throws RowException {
        int marks = DatasetEntry.placeholders(text);
        if (marks == 0 && images > 0) {
            return DatasetEntry.IMAGE_PLACEHOLDER.repeat(images) + text;
        }
        if (marks != images) {
            throw new RowException(
                    RowFault.MARKS,
                    "the problem has " + marks + " " + DatasetEntry.IMAGE_PLACEHOLDER + " placeholders, \"" + column
                            + "\" has " + images + " entries; make them agree");
        }
        return text;
    }
}
