package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.Map;

/**
 * Reads functions, with their base, their power and what they are of: {@code \log_2 8}, {@code \sin^2 x}, {@code \cos 60^\circ}. For
 * one formula, on one thread.
 */
final class FunctionReader {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("sin", "SIN"),
            Map.entry("cos", "COS"),
            Map.entry("tan", "TAN"),
            Map.entry("cot", "COT"),
            Map.entry("sec", "SEC"),
            Map.entry("csc", "CSC"),
            Map.entry("arcsin", "ASIN"),
            Map.entry("arccos", "ACOS"),
            Map.entry("arctan", "ATAN"),
            Map.entry("ln", "LN"),
            Map.entry("log", "LG"),
            Map.entry("lg", "LG"));

    /** What the power of −1 means. */
    private static final Map<String, String> INVERSES = Map.of("SIN", "ASIN", "COS", "ACOS", "TAN", "ATAN");

    private static final String MINUS_ONE = "((0-1))";

    private final FormulaCursor in;
    private final FormulaReader reader;
    private int open;

    FunctionReader(FormulaCursor in, FormulaReader reader) {
        this.in = in;
        this.reader = reader;
    }

    /** Whether what is read is part of what a function is of, so that degrees are angles. */
    boolean isOpen() {
        return open > 0;
    }

    /** Reads the function that comes next. */
    boolean read() {
        String word = in.take().text();
        String base = "";
        String power = "";
        if (in.is(Kind.SUBSCRIPT)) {
            in.skip(1);
            int mark = in.mark();
            if (!reader.argument()) {
                return false;
            }
            base = in.cut(mark);
        }
        if (in.is(Kind.POWER)) {
            in.skip(1);
            int mark = in.mark();
            if (!reader.exponent()) {
                return false;
            }
            power = in.cut(mark);
        }
        int mark = in.mark();
        open++;
        boolean whole = operand();
        open--;
        if (!whole) {
            return false;
        }
        String applied = applied(word, base, power, in.cut(mark));
        in.put(applied);
        return !applied.isEmpty();
    }

    /** A function of an operand; empty if it is none. */
    private static String applied(String word, String base, String power, String operand) {
        if (word.equals("exp")) {
            return base.isEmpty() && power.isEmpty() ? "(E^(" + operand + "))" : "";
        }
        if (!base.isEmpty()) {
            return word.equals("log") && power.isEmpty() ? "(LN(" + operand + ")/LN(" + base + "))" : "";
        }
        String name = NAMES.getOrDefault(word, "");
        if (power.equals(MINUS_ONE)) {
            String inverse = INVERSES.getOrDefault(name, "");
            return inverse.isEmpty() ? "" : inverse + "(" + operand + ")";
        }
        String plain = name + "(" + operand + ")";
        return power.isEmpty() ? plain : "(" + plain + "^" + power + ")";
    }

    /** What a function is of: a bracket, or all that is multiplied without a sign. */
    private boolean operand() {
        if (in.is(Kind.OPEN) || in.is(Kind.GROUP_OPEN)) {
            return reader.factor();
        }
        if (in.is(Kind.FUNCTION) || !reader.factor()) {
            return false;
        }
        while (reader.startsFactor() && !in.is(Kind.FUNCTION) && !in.is(Kind.OPEN)) {
            in.put("*");
            if (!reader.factor()) {
                return false;
            }
        }
        return true;
    }
}
