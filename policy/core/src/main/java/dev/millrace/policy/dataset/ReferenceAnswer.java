package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.answer.NormalizedAnswer;
import java.util.Optional;

/** The reference answer of a row, as its column states it. Pure. */
final class ReferenceAnswer {

    private static final String THOUGHT = "</think>";
    private static final String OPEN = "<answer>";
    private static final String CLOSE = "</answer>";
    private static final String BOX = "\\boxed{";

    private ReferenceAnswer() {}

    /** The answer in a column; empty where it is null. */
    static Optional<String> of(Row row, String column, AnswerForm form) throws RowException {
        JsonNode value = row.at(column);
        // Rows of verl state one answer as a list of it.
        Optional<String> written =
                value.isArray() && value.size() == 1 && value.get(0).isValueNode()
                        ? Optional.of(value.get(0).asText()).filter(text -> !text.isBlank())
                        : row.text(column);
        Optional<String> answer = form == AnswerForm.AUTO ? written.map(ReferenceAnswer::stated) : written;
        if (answer.isPresent() && NormalizedAnswer.of(answer.get()).isEmpty()) {
            throw new RowException(
                    RowFault.NO_ANSWER,
                    "the answer \"" + answer.get() + "\" is only punctuation, which nothing can match");
        }
        return answer;
    }

    /** What a text states in the end: within the last tags, else in the last box, else all of it. */
    static String stated(String written) {
        int thought = written.lastIndexOf(THOUGHT);
        String rest = thought < 0 ? written : written.substring(thought + THOUGHT.length());
        int close = rest.lastIndexOf(CLOSE);
        int open = close < 0 ? -1 : rest.lastIndexOf(OPEN, close);
        String inner = open < 0 ? rest : rest.substring(open + OPEN.length(), close);
        String answer = boxed(inner).orElse(inner).strip();
        return answer.isEmpty() ? written : answer;
    }

    /** What the last box holds, braces within it included. */
    private static Optional<String> boxed(String text) {
        int box = text.lastIndexOf(BOX);
        if (box < 0) {
            return Optional.empty();
        }
        int begin = box + BOX.length();
        int depth = 1;
        for (int at = begin; at < text.length(); at++) {
            boolean escaped = text.charAt(at - 1) == '\\';
            if (text.charAt(at) == '{' && !escaped) {
                depth++;
            } else if (text.charAt(at) == '}' && !escaped && --depth == 0) {
                return Optional.of(text.substring(begin, at));
            }
        }
        return Optional.empty();
    }
}
