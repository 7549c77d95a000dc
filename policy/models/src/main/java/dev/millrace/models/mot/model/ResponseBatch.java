package dev.millrace.models.mot.model;

import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Given responses, laid out for one pass of the policy without padding. Two numberings matter:
 *
 * <ul>
 *   <li><b>tokens</b>, N of them: those of all responses, one response after another, group by group;
 *   <li><b>histories</b>, H ≤ N of them: what a token is predicted from, the prompt and the tokens before it. Responses to a
 *       prompt that begin alike share histories until they differ, and each history goes through the policy once.
 * </ul>
 *
 * <p>Attention alone reads a rectangle of P·G rows and T columns, G being the size of the largest group and T the length of
 * the longest response. A history stands there wherever it occurs; what is missing is filled with the first history, which no
 * real token sees: within a row it would come later.
 *
 * <p>Plain Java arrays; nothing native is held.
 */
public final class ResponseBatch {

    private final List<List<Tokens>> groups;
    private final SpecialTokens special;
    private final int group;
    private final int columns;
    private final int[][] begins;
    private final long[] historyOfToken;
    private final long[] historyOfCell;
    private final List<History> histories = new ArrayList<>();

    /**
     * @param prompt which it continues
     * @param depth tokens of the response that are known
     * @param input the last of them, or the mark that the answer begins
     * @param cell where it stands in the rectangle, once
     */
    private record History(int prompt, int depth, long input, long cell) {}

    /** A history and the token that makes it a longer one. */
    private record Edge(long from, long token) {}

    /**
     * @param groups the responses by prompt, in the order of the prompts, each with its end mark if it has one
     * @throws IllegalArgumentException if a group or a response is empty, or a response is longer than the policy's limit
     */
    public ResponseBatch(PolicyConfig config, SpecialTokens special, List<List<Tokens>> groups) {
        this.groups = groups.stream().map(List::copyOf).toList();
        this.special = special;
        int widest = 0;
        int longest = 0;
        int tokens = 0;
        for (int prompt = 0; prompt < groups.size(); prompt++) {
            List<Tokens> responses = groups.get(prompt);
            if (responses.isEmpty()) {
                throw new IllegalArgumentException("prompt " + prompt + " of the batch has no response");
            }
            widest = Math.max(widest, responses.size());
            for (Tokens response : responses) {
                requireLength(config, prompt, response);
                longest = Math.max(longest, response.length());
                tokens += response.length();
            }
        }
        if (widest == 0) {
            throw new IllegalArgumentException("a batch needs at least one prompt");
        }
        this.group = widest;
        this.columns = longest;
        this.begins = new int[groups.size()][];
        this.historyOfToken = new long[tokens];
        this.historyOfCell = new long[groups.size() * widest * longest];
        number();
    }

    private static void requireLength(PolicyConfig config, int prompt, Tokens response) {
        if (response.isEmpty() || response.length() > config.maxResponseTokens()) {
            throw new IllegalArgumentException("a response to prompt " + prompt + " of the batch has "
                    + response.length() + " tokens, but 1 to " + config.maxResponseTokens() + " are allowed");
        }
    }

    private void number() {
        int token = 0;
        for (int prompt = 0; prompt < groups.size(); prompt++) {
            List<Tokens> responses = groups.get(prompt);
            begins[prompt] = new int[responses.size()];
            int root = histories.size();
            histories.add(new History(prompt, 0, special.answer(), (long) prompt * group * columns));
            Map<Edge, Integer> longer = new HashMap<>();
            for (int index = 0; index < responses.size(); index++) {
                Tokens response = responses.get(index);
                begins[prompt][index] = token;
                int row = (prompt * group + index) * columns;
                int history = root;
                for (int position = 0; position < response.length(); position++) {
                    if (position > 0) {
                        history = after(longer, history, response.at(position - 1), row + position);
                    }
                    historyOfCell[row + position] = history;
                    historyOfToken[token++] = history;
                }
            }
        }
    }

    private int after(Map<Edge, Integer> longer, int history, long token, long cell) {
        return longer.computeIfAbsent(new Edge(history, token), edge -> {
            History before = histories.get(history);
            histories.add(new History(before.prompt(), before.depth() + 1, token, cell));
            return histories.size() - 1;
        });
    }

    /** Number of prompts, P. */
    public int prompts() {
        return groups.size();
    }

    /** Rows of the rectangle per prompt, G. */
    int group() {
        return group;
    }

    /** Columns of the rectangle, T. */
    int columns() {
        return columns;
    }

    /** N. */
    public int tokens() {
        return historyOfToken.length;
    }

    /** H. */
    public int histories() {
        return histories.size();
    }

    /** Responses to one prompt. */
    public int responses(int prompt) {
        return groups.get(prompt).size();
    }

    /** Tokens of one response. */
    public int length(int prompt, int index) {
        return groups.get(prompt).get(index).length();
    }

    /** The values of one response's tokens, out of those of all N. */
    public float[] of(int prompt, int index, float[] values) {
        int begin = begins[prompt][index];
        return Arrays.copyOfRange(values, begin, begin + length(prompt, index));
    }

    /** One value for each token, (N): for weights and the like. */
    public float[] values(TokenValueSource source) {
        float[] values = new float[tokens()];
        int next = 0;
        for (int prompt = 0; prompt < groups.size(); prompt++) {
            for (int index = 0; index < responses(prompt); index++) {
                for (int position = 0; position < length(prompt, index); position++) {
                    values[next++] = source.at(prompt, index, position);
                }
            }
        }
        return values;
    }

    /** Says the value of one token of one response. */
    @FunctionalInterface
    public interface TokenValueSource {
        float at(int prompt, int index, int position);
    }

    /** The tokens, (N). */
    public long[] targets() {
        return groups.stream()
                .flatMap(List::stream)
                .flatMapToInt(response -> IntStream.range(0, response.length()).map(response::at))
                .asLongStream()
                .toArray();
    }

    /** The history that each token is predicted from, (N). */
    public long[] historyOfToken() {
        return historyOfToken.clone();
    }

    /** The id that the policy takes in for each history, (H). */
    long[] inputs() {
        return histories.stream().mapToLong(History::input).toArray();
    }

    /** The place of each history's input in its sequence, (H). */
    int[] positions(Prefix prefix) {
        return histories.stream()
                .mapToInt(history -> prefix.length(history.prompt()) + history.depth())
                .toArray();
    }

    /** The history at each cell of the rectangle, (P·G·T). */
    long[] historyOfCell() {
        return historyOfCell.clone();
    }

    /** A cell of the rectangle where each history stands, (H). */
    long[] cells() {
        return histories.stream().mapToLong(History::cell).toArray();
    }
}
