package dev.millrace.models.qwen.model;

import dev.millrace.policy.text.Tokens;
import java.util.Arrays;
import java.util.List;

/**
 * An answer behind its prompt.
 *
 * @param prompt with its images
 * @param answer not empty
 */
public record AnsweredRow(TokenRow prompt, Tokens answer) {

    /** The answers' tokens in order. */
    static int[] ids(List<AnsweredRow> rows) {
        return rows.stream()
                .flatMapToInt(row -> Arrays.stream(row.answer().toArray()))
                .toArray();
    }
}
