package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.List;
import java.util.SortedSet;

/**
 * Reads tokens as a formula and writes it for {@link Arithmetic}: every bracket written out, nothing left to precedence. It
 * stops where the formula ends, which may be before the tokens do, as units follow. Bounded in depth. For one formula, on one
 * thread.
 */
final class FormulaReader {

    /** Nested brackets, roots and exponents; no answer has more. */
    private static final int MAX_DEPTH = 24;

    /** Letters side by side that are a product: {@code 2xy}. */
    private static final int MOST_FACTORS = 3;

    private final FormulaCursor in;
    private final NumberReader numbers;
    private final FunctionReader functions;
    private int depth;
    private int bars;

    FormulaReader(List<MathToken> tokens) {
        this.in = new FormulaCursor(tokens);
        this.numbers = new NumberReader(in, this);
        this.functions = new FunctionReader(in, this);
    }

    /** Reads a formula at the beginning of the tokens; false if there is none. */
    boolean read() {
        return sum();
    }

    /** Where the formula ends. */
    int end() {
        return in.at();
    }

    /** The formula as {@link Arithmetic} takes it. */
    String source() {
        return in.written();
    }

    SortedSet<String> variables() {
        return in.variables();
    }

    private boolean sum() {
        if (depth >= MAX_DEPTH) {
            return false;
        }
        depth++;
        if (in.is(Kind.MINUS) || in.is(Kind.PLUS)) {
            in.put(in.take().is(Kind.MINUS) ? "0-" : "");
        }
        boolean whole = term();
        while (whole && (in.is(Kind.PLUS) || in.is(Kind.MINUS))) {
            in.put(in.take().is(Kind.PLUS) ? "+" : "-");
            whole = term();
        }
        depth--;
        return whole;
    }

    private boolean term() {
        boolean whole = signed();
        while (whole) {
            if (in.is(Kind.TIMES) || in.is(Kind.DIVIDE)) {
                if (isUnitAhead()) {
                    return true;
                }
                in.put(in.take().is(Kind.TIMES) ? "*" : "/");
                whole = signed();
            } else if (startsFactor()) {
                in.put("*");
                whole = factor();
            } else {
                return true;
            }
        }
        return false;
    }

    /** A factor with a sign of its own, as behind {@code *}. */
    private boolean signed() {
        if (!in.is(Kind.MINUS)) {
            return factor();
        }
        in.skip(1);
        return in.put("(0-") && factor() && in.put(")");
    }

    /** Whether something begins here that is multiplied without a sign. */
    boolean startsFactor() {
        if (in.isAtEnd()) {
            return false;
        }
        MathToken token = in.token();
        return switch (token.kind()) {
            case CONSTANT, FRACTION, BINOMIAL, ROOT, FUNCTION, VULGAR, GROUP_OPEN -> true;
            case LETTER -> !(token.apart() && isUnit(token));
            case WORD -> isProduct(token) && !token.apart();
            case OPEN -> token.text().equals("(") || token.text().equals("[");
            case BAR -> bars == 0;
            default -> false;
        };
    }

    /** Whether a letter behind a number is its unit: {@code 5 m}, {@code 9 m^2}, {@code 3 m/s}. */
    private boolean isUnit(MathToken letter) {
        return in.variables().isEmpty() && Units.isKnown(letter.text());
    }

    /** Whether what follows a sign is the word of a unit: {@code 5/min}. */
    private boolean isUnitAhead() {
        return in.is(1, Kind.WORD) && !isProduct(in.token(1));
    }

    private static boolean isProduct(MathToken word) {
        return word.text().length() <= MOST_FACTORS
                && word.text().chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
                && !Units.isKnown(word.text());
    }

    boolean factor() {
        int mark = in.mark();
        return base() && postfixes(mark);
    }

    private boolean base() {
        if (in.isAtEnd()) {
            return false;
        }
        MathToken token = in.token();
        return switch (token.kind()) {
            case NUMBER -> numbers.read();
            case VULGAR -> in.put("(" + in.take().text() + ")");
            case CONSTANT -> in.put(in.take().text());
            case LETTER -> letter();
            case WORD -> product(token);
            case OPEN, GROUP_OPEN -> bracket();
            case BAR -> absolute();
            case FRACTION -> fraction();
            case BINOMIAL -> binomial();
            case ROOT -> root();
            case FUNCTION -> functions.read();
            default -> false;
        };
    }

    private boolean letter() {
        in.variable(in.take().text());
        return !in.is(Kind.NUMBER); // H2O
    }

    private boolean product(MathToken word) {
        if (!isProduct(word) || in.is(1, Kind.NUMBER)) {
            return false;
        }
        in.skip(1);
        for (int i = 0; i < word.text().length(); i++) {
            in.put(i == 0 ? "" : "*");
            in.variable(word.text().substring(i, i + 1));
        }
        return true;
    }

    private boolean bracket() {
        MathToken open = in.take();
        if (open.is(Kind.OPEN) && open.text().equals("{")) {
            return false; // a set
        }
        in.put("(");
        int outer = bars;
        bars = 0;
        if (!sum() || in.isAtEnd() || !closes(open, in.token())) {
            return false;
        }
        bars = outer;
        in.skip(1);
        return in.put(")");
    }

    private static boolean closes(MathToken open, MathToken close) {
        return open.is(Kind.GROUP_OPEN)
                ? close.is(Kind.GROUP_CLOSE)
                : close.is(Kind.CLOSE) && close.text().equals(open.text().equals("(") ? ")" : "]");
    }

    private boolean absolute() {
        if (bars > 0) {
            return false;
        }
        in.skip(1);
        bars++;
        in.put("ABS(");
        boolean whole = sum() && in.is(Kind.BAR);
        bars--;
        in.skip(1);
        return in.put(")") && whole;
    }

    boolean fraction() {
        in.skip(1);
        return in.put("(") && argument() && in.put("/") && argument() && in.put(")");
    }

    private boolean binomial() {
        in.skip(1);
        return in.put("BINOM(") && argument() && in.put(",") && argument() && in.put(")");
    }

    /** A group, or one number or letter. */
    boolean argument() {
        if (in.is(Kind.GROUP_OPEN) || (in.is(Kind.OPEN) && in.token().text().equals("("))) {
            return bracket();
        }
        if (in.is(Kind.NUMBER)) {
            return in.put(NumberReader.literal(in.take().text()));
        }
        return (in.is(Kind.LETTER) || in.is(Kind.CONSTANT) || in.is(Kind.ROOT) || in.is(Kind.VULGAR)) && base();
    }

    private boolean root() {
        MathToken root = in.take();
        String degree = root.text().isEmpty() ? "2" : root.text();
        if (in.is(Kind.OPEN) && in.token().text().equals("[")) {
            if (!in.isWhole(1) || !in.is(2, Kind.CLOSE)) {
                return false;
            }
            degree = in.token(1).text();
            in.skip(3);
        }
        // One under another takes no bracket.
        if (depth >= MAX_DEPTH) {
            return false;
        }
        depth++;
        boolean whole = in.put("ROOT(") && argument() && in.put("," + degree + ")");
        depth--;
        return whole;
    }

    boolean exponent() {
        if (depth >= MAX_DEPTH) {
            return false;
        }
        depth++;
        in.put("(");
        boolean minus = in.is(Kind.MINUS);
        in.put(minus ? "(0-" : "");
        in.skip(minus ? 1 : 0);
        int mark = in.mark();
        boolean whole = argument();
        if (whole && in.is(Kind.POWER)) {
            in.skip(1);
            in.enclose(mark, "(", "^");
            whole = exponent() && in.put(")");
        }
        in.put(minus ? "))" : ")");
        depth--;
        return whole;
    }

    /** Powers, factorials, and signs that are a factor where they do not end the answer. */
    private boolean postfixes(int mark) {
        while (!in.isAtEnd()) {
            if (in.is(Kind.POWER)) {
                in.skip(1);
                in.enclose(mark, "(", "^");
                if (!exponent()) {
                    return false;
                }
                in.put(")");
            } else if (in.is(Kind.FACTORIAL)) {
                in.skip(1);
                in.enclose(mark, "FACT(", ")");
            } else if (in.is(Kind.PERCENT) && isOperatorAhead()) {
                in.skip(1);
                in.enclose(mark, "(", "/100)");
            } else if (in.is(Kind.DEGREE) && functions.isOpen()) {
                in.skip(1);
                in.enclose(mark, "(", "*PI/180)");
            } else if (in.is(Kind.DEGREE) && in.is(1, Kind.NUMBER) && in.is(2, Kind.PRIME)) {
                in.enclose(mark, "(", "+" + NumberReader.literal(in.token(1).text()) + "/60)");
                in.skip(3);
                return true;
            } else if (in.is(Kind.DEGREE) && (in.is(1, Kind.PLUS) || in.is(1, Kind.MINUS))) {
                in.skip(1);
            } else {
                return true;
            }
        }
        return true;
    }

    /** Whether a sign is followed by more of the formula, so that it is no unit. */
    private boolean isOperatorAhead() {
        return in.is(1, Kind.PLUS) || in.is(1, Kind.MINUS) || in.is(1, Kind.TIMES) || in.is(1, Kind.DIVIDE);
    }
}
