package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Lists of tokens, cut where brackets do not hold them together. Pure. */
final class TokenList {

    private static final Set<Kind> EDGES = EnumSet.of(Kind.STOP, Kind.COMMA, Kind.SEMICOLON, Kind.COLON);

    private TokenList() {}

    /** Without the stops and commas around it. */
    static List<MathToken> trimmed(List<MathToken> tokens) {
        int from = 0;
        int to = tokens.size();
        while (from < to && EDGES.contains(tokens.get(from).kind())) {
            from++;
        }
        while (to > from && EDGES.contains(tokens.get(to - 1).kind())) {
            to--;
        }
        return tokens.subList(from, to);
    }

    /** Whether every bracket is closed; one may be closed by that of another kind, as intervals are. */
    static boolean isBalanced(List<MathToken> tokens) {
        int depth = 0;
        for (MathToken token : tokens) {
            depth += token.opens() ? 1 : token.closes() ? -1 : 0;
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }

    /** The parts between the tokens outside of brackets for which a question is true; they are left out. */
    static List<List<MathToken>> split(List<MathToken> tokens, Predicate<MathToken> separates) {
        List<List<MathToken>> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            MathToken token = tokens.get(i);
            depth += token.opens() ? 1 : token.closes() ? -1 : 0;
            if (depth == 0 && separates.test(token)) {
                parts.add(tokens.subList(from, i));
                from = i + 1;
            }
        }
        parts.add(tokens.subList(from, tokens.size()));
        return parts;
    }

    /** The tokens outside of brackets for which a question is true. */
    static List<MathToken> outer(List<MathToken> tokens, Predicate<MathToken> asked) {
        List<MathToken> found = new ArrayList<>();
        int depth = 0;
        for (MathToken token : tokens) {
            depth += token.opens() ? 1 : token.closes() ? -1 : 0;
            if (depth == 0 && asked.test(token)) {
                found.add(token);
            }
        }
        return found;
    }

    /** Whether one pair of brackets is around all. */
    static boolean isEnclosed(List<MathToken> tokens) {
        if (tokens.size() < 2
                || !tokens.get(0).opens()
                || !tokens.get(tokens.size() - 1).closes()) {
            return false;
        }
        int depth = 0;
        for (int i = 0; i < tokens.size() - 1; i++) {
            depth += tokens.get(i).opens() ? 1 : tokens.get(i).closes() ? -1 : 0;
            if (depth == 0) {
                return false;
            }
        }
        return true;
    }

    static boolean has(List<MathToken> tokens, Kind kind) {
        return tokens.stream().anyMatch(token -> token.is(kind));
    }
}
