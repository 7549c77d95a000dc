package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathAnswer.Equation;
import dev.millrace.streams.scoring.math.MathAnswer.Quantity;
import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads equations: of a name and its value, of two formulas, of a chain that ends in a value.
 *
 * @param reader reads a side; null from it for what is no value
 */
record EquationReader(Function<List<MathToken>, @Nullable MathAnswer> reader) {

    /**
     * What an equation says.
     *
     * @param sides two or more, none of them empty
     * @return null if it is none
     */
    @Nullable
    MathAnswer read(List<List<MathToken>> sides) {
        List<MathToken> left = sides.get(0);
        List<MathToken> right = sides.get(sides.size() - 1);
        boolean named = isName(left);
        boolean turned = !named && sides.size() == 2 && isName(right);
        MathAnswer value = reader.apply(turned ? left : right);
        if (value == null) {
            return null;
        }
        String name = named ? name(left) : turned ? name(right) : "";
        Formula difference = difference(left, reader.apply(left), value, turned ? reader.apply(right) : null);
        if (name.isEmpty() && (sides.size() > 2 || (difference != null && difference.isNumber()))) {
            return value; // 2 + 3 = 5
        }
        return name.isEmpty()
                ? difference == null ? null : new Equation("", null, difference)
                : new Equation(name, value, difference);
    }

    /** One side less the other, where both are formulas. */
    private static @Nullable Formula difference(
            List<MathToken> left, @Nullable MathAnswer first, MathAnswer last, @Nullable MathAnswer turned) {
        boolean words = left.stream()
                .anyMatch(token -> token.is(Kind.WORD) && token.text().length() > 3);
        MathAnswer second = turned == null ? last : turned;
        return !words && first instanceof Quantity one && second instanceof Quantity other
                ? one.formula().less(other.formula()).orElse(null)
                : null;
    }

    /** Whether it is no formula, but what one is called: x, AB, f(x), angle A, m∠1, the area. */
    static boolean isName(List<MathToken> tokens) {
        boolean letters = false;
        for (MathToken token : tokens) {
            boolean part =
                    switch (token.kind()) {
                        case LETTER, WORD, FUNCTION -> true;
                        case OPEN, CLOSE, PRIME, COMMA, CONSTANT -> letters;
                        case NUMBER -> letters && token.isWhole();
                        default -> false;
                    };
            if (!part) {
                return false;
            }
            letters = true;
        }
        boolean product =
                tokens.size() > 1 && tokens.stream().allMatch(token -> token.is(Kind.LETTER) || token.is(Kind.NUMBER));
        return letters && !product;
    }

    private static String name(List<MathToken> tokens) {
        StringBuilder name = new StringBuilder();
        tokens.forEach(token -> name.append(token.text()));
        return name.toString();
    }
}
