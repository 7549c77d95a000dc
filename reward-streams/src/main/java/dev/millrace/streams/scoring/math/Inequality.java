package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathAnswer.Infinite;
import dev.millrace.streams.scoring.math.MathAnswer.Sequence;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Inequalities of one name as the interval they mean: {@code x > 3} is {@code (3, ∞)}.
 *
 * @param signs the relations, one or two
 * @param sides what they stand between
 * @param reader reads a side; null from it for what is no value
 */
record Inequality(
        List<MathToken> signs, List<List<MathToken>> sides, Function<List<MathToken>, @Nullable MathAnswer> reader) {

    /** Null for what is no interval. */
    @Nullable
    MathAnswer read() {
        if (signs.size() == 1) {
            boolean first = EquationReader.isName(sides.get(0));
            if (!first && !EquationReader.isName(sides.get(1))) {
                return null;
            }
            MathAnswer bound = reader.apply(sides.get(first ? 1 : 0));
            return bound == null ? null : half(signs.get(0).text(), first, bound);
        }
        if (signs.size() != 2 || !EquationReader.isName(sides.get(1))) {
            return null;
        }
        MathAnswer left = reader.apply(sides.get(0));
        MathAnswer right = reader.apply(sides.get(2));
        char direction = signs.get(0).text().charAt(0);
        if (left == null || right == null || signs.get(1).text().charAt(0) != direction) {
            return null;
        }
        String before = signs.get(0).text().endsWith("=") ? "[" : "(";
        String behind = signs.get(1).text().endsWith("=") ? "]" : ")";
        return switch (direction) {
            case '<' -> new Sequence(before, behind, List.of(left, right));
            case '>' ->
                new Sequence(behind.equals("]") ? "[" : "(", before.equals("[") ? "]" : ")", List.of(right, left));
            default -> null;
        };
    }

    private static MathAnswer half(String sign, boolean nameFirst, MathAnswer bound) {
        if (sign.equals("!=")) {
            return new Sequence("!=", "", List.of(bound));
        }
        boolean closed = sign.endsWith("=");
        boolean above = sign.startsWith(">") == nameFirst;
        return above
                ? new Sequence(closed ? "[" : "(", ")", List.of(bound, new Infinite(true)))
                : new Sequence("(", closed ? "]" : ")", List.of(new Infinite(false), bound));
    }
}
