package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

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

    private static final Map<String, String> INVERSES = Map.of("SIN", "ASIN", "COS", "ACOS", "TAN", "ATAN");

    private final List<MathToken> tokens;
    private final StringBuilder out = new StringBuilder();
    private final SortedSet<String> variables = new TreeSet<>();
    private int at;
    private int depth;
    private int bars;
    private int functions;

    FormulaReader(List<MathToken> tokens) {
        this.tokens = tokens;
    }

    /** Reads a formula at the beginning of the tokens; false if there is none. */
    boolean read() {
        return sum();
    }

    /** Where the formula ends. */
    int end() {
        return at;
    }

    /** The formula as {@link Arithmetic} takes it. */
    String source() {
        return out.toString();
    }

    SortedSet<String> variables() {
        return variables;
    }

    private boolean sum() {
        if (depth >= MAX_DEPTH) {
            return false;
        }
        depth++;
        if (is(Kind.MINUS) || is(Kind.PLUS)) {
            out.append(is(Kind.MINUS) ? "0-" : "");
            at++;
        }
        boolean whole = term();
        while (whole && (is(Kind.PLUS) || is(Kind.MINUS))) {
            out.append(is(Kind.PLUS) ? '+' : '-');
            at++;
            whole = term();
        }
        depth--;
        return whole;
    }

    private boolean term() {
        if (!signed()) {
            return false;
        }
        while (true) {
            if (is(Kind.TIMES) || is(Kind.DIVIDE)) {
                if (isUnitAhead()) {
                    return true;
                }
                out.append(is(Kind.TIMES) ? '*' : '/');
                at++;
                if (!signed()) {
                    return false;
                }
            } else if (startsFactor()) {
                out.append('*');
                if (!factor()) {
                    return false;
                }
            } else {
                return true;
            }
        }
    }

    /** A factor with a sign of its own, as behind {@code *}. */
    private boolean signed() {
        if (!is(Kind.MINUS)) {
            return factor();
        }
        at++;
        out.append("(0-");
        boolean whole = factor();
        out.append(')');
        return whole;
    }

    /** Whether something begins here that is multiplied without a sign. */
    private boolean startsFactor() {
        if (at >= tokens.size()) {
            return false;
        }
        MathToken token = tokens.get(at);
        return switch (token.kind()) {
            case CONSTANT, FRACTION, BINOMIAL, ROOT, FUNCTION, VULGAR -> true;
            case LETTER -> !(token.apart() && isUnit());
            case WORD -> isProduct(token) && !token.apart();
            case OPEN -> token.text().equals("(") || token.text().equals("[");
            case GROUP_OPEN -> true;
            case BAR -> bars == 0;
            default -> false;
        };
    }

    /** Whether a letter behind a number is its unit: {@code 5 m}, {@code 9 m^2}, {@code 3 m/s}. */
    private boolean isUnit() {
        return variables.isEmpty() && Units.isKnown(tokens.get(at).text());
    }

    /** Whether what follows a sign is a unit: {@code 5/s}. Letters that are apart only are units. */
    private boolean isUnitAhead() {
        return at + 1 < tokens.size() && tokens.get(at + 1).is(Kind.WORD) && !isProduct(tokens.get(at + 1));
    }

    private static boolean isProduct(MathToken word) {
        return word.text().length() <= MOST_FACTORS
                && word.text().chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
                && !Units.isKnown(word.text());
    }

    private boolean factor() {
        int start = out.length();
        return base() && postfixes(start);
    }

    private boolean base() {
        if (at >= tokens.size()) {
            return false;
        }
        MathToken token = tokens.get(at);
        switch (token.kind()) {
            case NUMBER:
                return number();
            case VULGAR:
                at++;
                out.append('(').append(token.text()).append(')');
                return true;
            case CONSTANT:
                at++;
                out.append(token.text());
                return true;
            case LETTER:
                at++;
                variable(token.text());
                return !is(Kind.NUMBER); // H2O
            case WORD:
                return product(token);
            case OPEN, GROUP_OPEN:
                return bracket();
            case BAR:
                return absolute();
            case FRACTION:
                return fraction();
            case BINOMIAL:
                at++;
                out.append("BINOM(");
                return argument() && put(",") && argument() && put(")");
            case ROOT:
                return root(token);
            case FUNCTION:
                return function();
            default:
                return false;
        }
    }

    private boolean put(String text) {
        out.append(text);
        return true;
    }

    private boolean is(Kind kind) {
        return isAt(at, kind);
    }

    private boolean isAt(int index, Kind kind) {
        return index < tokens.size() && tokens.get(index).is(kind);
    }

    private void variable(String name) {
        if (name.equals("e")) {
            out.append('E');
            return;
        }
        StringBuilder plain = new StringBuilder("v");
        name.codePoints().forEach(each -> plain.append('_').append(each));
        variables.add(plain.toString());
        out.append(plain);
    }

    private boolean product(MathToken word) {
        if (!isProduct(word) || isAt(at + 1, Kind.NUMBER)) {
            return false;
        }
        at++;
        for (int i = 0; i < word.text().length(); i++) {
            out.append(i == 0 ? "" : "*");
            variable(word.text().substring(i, i + 1));
        }
        return true;
    }

    /** A number, and the fraction of a mixed one: 2 1/2, 2½, 2\frac{1}{2}. */
    private boolean number() {
        MathToken number = tokens.get(at++);
        if (number.text().length() > 1 && number.text().startsWith("0") && number.isWhole() && tokens.size() > 1) {
            return false; // a date, or the like
        }
        String written = literal(number.text());
        if (number.isWhole() && is(Kind.VULGAR)) {
            out.append('(')
                    .append(written)
                    .append('+')
                    .append(tokens.get(at++).text())
                    .append(')');
            return true;
        }
        if (number.isWhole() && isPlainFraction()) {
            out.append('(').append(written).append('+');
            return fraction() && put(")");
        }
        boolean mixed = number.isWhole()
                && is(Kind.NUMBER)
                && tokens.get(at).apart()
                && tokens.get(at).isWhole()
                && isAt(at + 1, Kind.DIVIDE)
                && isAt(at + 2, Kind.NUMBER)
                && tokens.get(at + 2).isWhole();
        if (mixed) {
            out.append('(')
                    .append(written)
                    .append('+')
                    .append(tokens.get(at).text())
                    .append('/');
            out.append(tokens.get(at + 2).text()).append(')');
            at += 3;
            return true;
        }
        out.append(written);
        return !is(Kind.NUMBER);
    }

    /** A number with an exponent as a bounded power. */
    private static String literal(String written) {
        int exponent = written.indexOf('e');
        String digits = exponent < 0 ? written : written.substring(0, exponent);
        String padded = digits.startsWith(".") ? "0" + digits : digits;
        if (exponent < 0) {
            return padded;
        }
        String power = written.substring(exponent + 1).replace("+", "");
        String signed = power.startsWith("-") ? "(0-" + power.substring(1) + ")" : power;
        return "(" + padded + "*(10^" + signed + "))";
    }

    /** Whether a fraction of two whole numbers stands here, which behind a number makes a mixed one. */
    private boolean isPlainFraction() {
        if (!is(Kind.FRACTION)) {
            return false;
        }
        int next = wholeArgumentEnd(at + 1);
        return next > 0 && wholeArgumentEnd(next) > 0;
    }

    private int wholeArgumentEnd(int from) {
        boolean braces = isAt(from, Kind.GROUP_OPEN);
        int number = braces ? from + 1 : from;
        boolean whole = number < tokens.size() && tokens.get(number).isWhole();
        return !whole || (braces && !isAt(number + 1, Kind.GROUP_CLOSE)) ? -1 : braces ? number + 2 : number + 1;
    }

    private boolean bracket() {
        MathToken open = tokens.get(at++);
        if (open.text().equals("{") && open.is(Kind.OPEN)) {
            return false; // a set
        }
        out.append('(');
        int outer = bars;
        bars = 0;
        if (!sum() || at >= tokens.size() || !closes(open, tokens.get(at))) {
            return false;
        }
        bars = outer;
        at++;
        out.append(')');
        return true;
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
        at++;
        bars++;
        out.append("ABS(");
        boolean whole = sum() && is(Kind.BAR);
        bars--;
        at++;
        out.append(')');
        return whole;
    }

    private boolean fraction() {
        at++;
        out.append('(');
        return argument() && put("/") && argument() && put(")");
    }

    /** A group, or one number or letter. */
    private boolean argument() {
        if (at < tokens.size()
                && (is(Kind.GROUP_OPEN)
                        || (is(Kind.OPEN) && tokens.get(at).text().equals("(")))) {
            return bracket();
        }
        if (is(Kind.NUMBER)) {
            out.append(literal(tokens.get(at++).text()));
            return true;
        }
        return (is(Kind.LETTER) || is(Kind.CONSTANT) || is(Kind.ROOT) || is(Kind.VULGAR)) && base();
    }

    private boolean root(MathToken token) {
        at++;
        String degree = token.text().isEmpty() ? "2" : token.text();
        if (is(Kind.OPEN) && tokens.get(at).text().equals("[") && at + 2 < tokens.size()) {
            if (!tokens.get(at + 1).isWhole() || !tokens.get(at + 2).is(Kind.CLOSE)) {
                return false;
            }
            degree = tokens.get(at + 1).text();
            at += 3;
        }
        out.append("ROOT(");
        return argument() && put("," + degree + ")");
    }

    private boolean function() {
        String word = tokens.get(at++).text();
        String base = "";
        if (is(Kind.SUBSCRIPT)) {
            at++;
            int start = out.length();
            if (!argument()) {
                return false;
            }
            base = out.substring(start);
            out.setLength(start);
        }
        String power = "";
        if (is(Kind.POWER)) {
            at++;
            int start = out.length();
            if (!exponent()) {
                return false;
            }
            power = out.substring(start);
            out.setLength(start);
        }
        int start = out.length();
        functions++;
        boolean whole = operand();
        functions--;
        if (!whole) {
            return false;
        }
        String operand = out.substring(start);
        out.setLength(start);
        String applied = applied(word, base, power.equals("((0-1))") ? "-1" : power, operand);
        out.append(applied);
        return !applied.isEmpty();
    }

    /** A function of an operand; empty if it is none. */
    private static String applied(String word, String base, String power, String operand) {
        if (word.equals("exp")) {
            return base.isEmpty() && power.isEmpty() ? "(E^(" + operand + "))" : "";
        }
        String name = NAMES.getOrDefault(word, "");
        if (!base.isEmpty()) {
            return word.equals("log") && power.isEmpty() ? "(LN(" + operand + ")/LN(" + base + "))" : "";
        }
        if (power.equals("-1")) {
            String inverse = INVERSES.getOrDefault(name, "");
            return inverse.isEmpty() ? "" : inverse + "(" + operand + ")";
        }
        String plain = name + "(" + operand + ")";
        return power.isEmpty() ? plain : "(" + plain + "^" + power + ")";
    }

    /** What a function is of: a bracket, or all that is multiplied without a sign. */
    private boolean operand() {
        if (is(Kind.OPEN) || is(Kind.GROUP_OPEN)) {
            return factor();
        }
        if (is(Kind.FUNCTION) || !factor()) {
            return false;
        }
        while (startsFactor() && !is(Kind.FUNCTION) && !is(Kind.OPEN)) {
            out.append('*');
            if (!factor()) {
                return false;
            }
        }
        return true;
    }

    private boolean exponent() {
        if (depth >= MAX_DEPTH) {
            return false;
        }
        depth++;
        out.append('(');
        boolean minus = is(Kind.MINUS);
        out.append(minus ? "(0-" : "");
        at += minus ? 1 : 0;
        int start = out.length();
        boolean whole = argument();
        if (whole && is(Kind.POWER)) {
            at++;
            out.insert(start, '(').append('^');
            whole = exponent();
            out.append(')');
        }
        out.append(minus ? "))" : ")");
        depth--;
        return whole;
    }

    /** Powers, factorials, and signs that are a factor where they do not end the answer. */
    private boolean postfixes(int start) {
        while (at < tokens.size()) {
            if (is(Kind.POWER)) {
                at++;
                out.insert(start, '(').append('^');
                if (!exponent()) {
                    return false;
                }
                out.append(')');
            } else if (is(Kind.FACTORIAL)) {
                at++;
                out.insert(start, "FACT(").append(')');
            } else if (is(Kind.PERCENT) && at + 1 < tokens.size() && !endsAnswer(at + 1)) {
                at++;
                out.insert(start, '(').append("/100)");
            } else if (is(Kind.DEGREE) && functions > 0) {
                at++;
                out.insert(start, '(').append("*PI/180)");
            } else if (is(Kind.DEGREE) && isAt(at + 1, Kind.NUMBER) && isAt(at + 2, Kind.PRIME)) {
                out.insert(start, '(')
                        .append('+')
                        .append(literal(tokens.get(at + 1).text()))
                        .append("/60)");
                at += 3;
                return true;
            } else if (is(Kind.DEGREE) && (isAt(at + 1, Kind.PLUS) || isAt(at + 1, Kind.MINUS))) {
                at++;
            } else {
                return true;
            }
        }
        return true;
    }

    private boolean endsAnswer(int index) {
        Kind kind = tokens.get(index).kind();
        return kind == Kind.WORD || kind == Kind.LETTER || kind == Kind.STOP;
    }
}
