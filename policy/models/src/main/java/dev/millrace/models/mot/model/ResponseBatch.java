package dev.millrace.models.mot.model;

import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.Tokens;
import java.util.Arrays;
import java.util.List;

/**
 * Given responses laid out as one rectangle of P·G rows and T columns. The inputs are
 * {@code [<answer>, r1 … r(n−1)]}, the targets {@code r1 … rn}: column t of any result speaks of the response's token t.
 *
 * <p>Groups may differ in size and responses in length; what is missing is padding, which {@link #mask()} marks with 0. Plain
 * Java arrays; nothing native is held.
 */
public final class ResponseBatch {

    private final List<List<Tokens>> groups;
    private final SpecialTokens special;
    private final int group;
    private final int columns;

    /**
     * @param groups the responses by prompt, in the order of the prompts, each with its end mark if it has one
     * @throws IllegalArgumentException if a group or a response is empty, or a response is longer than the policy's limit
     */
    public ResponseBatch(PolicyConfig config, SpecialTokens special, List<List<Tokens>> groups) {
        int widest = 0;
        int longest = 0;
        for (int prompt = 0; prompt < groups.size(); prompt++) {
            List<Tokens> responses = groups.get(prompt);
            if (responses.isEmpty()) {
                throw new IllegalArgumentException("prompt " + prompt + " of the batch has no response");
            }
            widest = Math.max(widest, responses.size());
            for (Tokens response : responses) {
                if (response.isEmpty() || response.length() > config.maxResponseTokens()) {
                    throw new IllegalArgumentException("a response to prompt " + prompt + " of the batch has "
                            + response.length() + " tokens, but 1 to " + config.maxResponseTokens() + " are allowed");
                }
                longest = Math.max(longest, response.length());
            }
        }
        if (widest == 0) {
            throw new IllegalArgumentException("a batch needs at least one prompt");
        }
        this.groups = groups.stream().map(List::copyOf).toList();
        this.special = special;
        this.group = widest;
        this.columns = longest;
    }

    /** Number of prompts, P. */
    public int prompts() {
        return groups.size();
    }

    /** Rows per prompt, G: the size of the largest group. */
    public int group() {
        return group;
    }

    /** P·G. */
    public int rows() {
        return groups.size() * group;
    }

    /** T: the length of the longest response. */
    public int columns() {
        return columns;
    }

    /** The row of one response. */
    public int row(int prompt, int index) {
        return prompt * group + index;
    }

    /** Responses really given to one prompt. */
    public int responses(int prompt) {
        return groups.get(prompt).size();
    }

    /** Tokens of one response. */
    public int length(int prompt, int index) {
        return groups.get(prompt).get(index).length();
    }

    /** Real tokens in the whole batch. */
    public int tokens() {
        return groups.stream().flatMap(List::stream).mapToInt(Tokens::length).sum();
    }

    /** Where the responses stand, in the order of the prompts. */
    public RaggedRows ragged() {
        return RaggedRows.of(
                rows(), columns, groups.stream().mapToInt(List::size).toArray(), this::row, this::length);
    }

    /** 1 for a token, 0 for padding, (P·G, T). */
    public float[] mask() {
        return grid((prompt, index, position) -> 1);
    }

    /** One value per token in this layout, 0 at padding, (P·G, T): for advantages, earlier log-probabilities and the like. */
    public float[] grid(TokenValueSource values) {
        float[] grid = new float[rows() * columns];
        for (int prompt = 0; prompt < prompts(); prompt++) {
            for (int index = 0; index < responses(prompt); index++) {
                int begin = row(prompt, index) * columns;
                for (int position = 0; position < length(prompt, index); position++) {
                    grid[begin + position] = values.at(prompt, index, position);
                }
            }
        }
        return grid;
    }

    /** Says the value of one token of one response. */
    @FunctionalInterface
    public interface TokenValueSource {
        float at(int prompt, int index, int position);
    }

    /** Input ids, (P·G, T). */
    public long[] inputs() {
        long[] inputs = filled();
        forEachToken((cell, response, position) ->
                inputs[cell] = position == 0 ? special.answer() : response.at(position - 1));
        return inputs;
    }

    /** Target ids, (P·G, T). */
    public long[] targets() {
        long[] targets = filled();
        forEachToken((cell, response, position) -> targets[cell] = response.at(position));
        return targets;
    }

    private long[] filled() {
        long[] ids = new long[rows() * columns];
        Arrays.fill(ids, special.pad());
        return ids;
    }

    private void forEachToken(TokenVisitor visitor) {
        for (int prompt = 0; prompt < groups.size(); prompt++) {
            List<Tokens> responses = groups.get(prompt);
            for (int index = 0; index < responses.size(); index++) {
                Tokens response = responses.get(index);
                for (int position = 0; position < response.length(); position++) {
                    visitor.visit(row(prompt, index) * columns + position, response, position);
                }
            }
        }
    }

    private interface TokenVisitor {
        void visit(int cell, Tokens response, int position);
    }
}
