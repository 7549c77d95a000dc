package dev.millrace.policy.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of some sequences are equal. A sharp policy often answers alike, and what follows from a sequence and its prompt
 * needs to be computed once for each kind.
 *
 * @param firsts for each kind, the place at which it first appears
 * @param kinds for each sequence, its kind
 */
public record DistinctSequences(List<Integer> firsts, List<Integer> kinds) {

    public DistinctSequences {
        firsts = List.copyOf(firsts);
        kinds = List.copyOf(kinds);
    }

    /** The kinds of sequences, in the order of their first appearance. */
    public static DistinctSequences of(List<Tokens> sequences) {
        Map<Tokens, Integer> known = new HashMap<>();
        List<Integer> firsts = new ArrayList<>();
        List<Integer> kinds = new ArrayList<>();
        for (int place = 0; place < sequences.size(); place++) {
            int kind = known.computeIfAbsent(sequences.get(place), sequence -> firsts.size());
            if (kind == firsts.size()) {
                firsts.add(place);
            }
            kinds.add(kind);
        }
        return new DistinctSequences(firsts, kinds);
    }

    /** Number of kinds. */
    public int count() {
        return firsts.size();
    }
}
