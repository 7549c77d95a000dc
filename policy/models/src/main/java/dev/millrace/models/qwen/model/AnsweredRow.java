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

    /** The whole sequence but for the last token, which nothing is predicted from. */
    TokenRow read() {
        int[] tokens = Arrays.copyOf(prompt.tokens().toArray(), prompt.length() + answer.length() - 1);
        for (int i = 0; i < answer.length() - 1; i++) {
            tokens[prompt.length() + i] = answer.at(i);
        }
        return new TokenRow(Tokens.of(tokens), prompt.runs(), prompt.images());
    }

    /** Places of a flattened batch from which the tokens of answers are predicted, in order. */
    static long[] places(List<AnsweredRow> rows, int columns) {
        long[] places =
                new long[rows.stream().mapToInt(row -> row.answer().length()).sum()];
        int at = 0;
        for (int row = 0; row < rows.size(); row++) {
            long first = (long) row * columns + rows.get(row).prompt().length() - 1;
            for (int i = 0; i < rows.get(row).answer().length(); i++) {
                places[at++] = first + i;
            }
        }
        return places;
    }

    /** The answers' tokens in order. */
    static int[] ids(List<AnsweredRow> rows) {
        return rows.stream()
                .flatMapToInt(row -> Arrays.stream(row.answer().toArray()))
                .toArray();
    }
}
