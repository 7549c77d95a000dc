package dev.millrace.models.mot.sampling;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which sequences of a batch have had the same tokens so far: what the policy says of them is the same as well, so that it is computed
 * once for each history. Sequences that have ended are in none. Immutable.
 */
final class Histories {

    private static final int ENDED = -1;

    private final int count;
    private final int[] of;

    /** @param of the history of each sequence, {@link #ENDED} for those that have ended */
    private Histories(int count, int[] of) {
        this.count = count;
        this.of = of;
    }

    /** Of G sequences for each prompt, which have no token yet. */
    static Histories begin(int prompts, int group) {
        int[] of = new int[prompts * group];
        Arrays.setAll(of, sequence -> sequence / group);
        return new Histories(prompts, of);
    }

    /** Number of histories, of which some may be of ended sequences alone. */
    int count() {
        return count;
    }

    /** The sequences that have not ended, in order. */
    int[] open() {
        return IntStream.range(0, of.length)
                .filter(sequence -> of[sequence] != ENDED)
                .toArray();
    }

    /** The history of a sequence that has not ended. */
    int of(int sequence) {
        return of[sequence];
    }

    /**
     * What comes of them by a token for each.
     *
     * @param histories those of now
     * @param parents the history before that each of them goes on with; empty where every history goes on as it was
     * @param tokens by which each goes on
     */
    record Step(Histories histories, Optional<int[]> parents, long[] tokens) {}

    /**
     * Goes on.
     *
     * @param open as {@link #open()} says
     * @param tokens the next token of each of these
     * @param ended whether that was its last
     * @param padding goes on with a history that no sequence has any more, and is left where it is since the others stay too
     */
    Step next(int[] open, long[] tokens, boolean[] ended, long padding) {
        Map<Child, Integer> children = new LinkedHashMap<>();
        int[] next = new int[of.length];
        Arrays.fill(next, ENDED);
        for (int i = 0; i < open.length; i++) {
            if (!ended[i]) {
                Child child = new Child(of[open[i]], tokens[i]);
                Integer known = children.putIfAbsent(child, children.size());
                next[open[i]] = known == null ? children.size() - 1 : known;
            }
        }
        int[] parents = children.keySet().stream().mapToInt(Child::parent).toArray();
        boolean isWorthwhile = 4 * parents.length < 3 * count;
        if (Arrays.stream(parents).distinct().count() < parents.length || isWorthwhile) {
            long[] inputs = children.keySet().stream().mapToLong(Child::token).toArray();
            return new Step(new Histories(parents.length, next), Optional.of(parents), inputs);
        }
        return stay(children, next, padding);
    }

    /** A history, and a token by which it goes on. */
    private record Child(int parent, long token) {}

    /** No history has parted: each keeps its place. */
    private Step stay(Map<Child, Integer> children, int[] next, long padding) {
        long[] inputs = new long[count];
        Arrays.fill(inputs, padding);
        children.keySet().forEach(child -> inputs[child.parent()] = child.token());
        int[] same = new int[of.length];
        Arrays.setAll(same, sequence -> next[sequence] == ENDED ? ENDED : of[sequence]);
        return new Step(new Histories(count, same), Optional.empty(), inputs);
    }
}
