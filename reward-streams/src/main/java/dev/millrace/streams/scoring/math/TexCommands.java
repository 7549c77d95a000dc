package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands of TeX, functions and single characters that are understood, by name. */
final class TexCommands {

    private static final List<String> GREEK = List.of(
            "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
            "xi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega");

    private static final String GREEK_LETTERS =
            "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\u03bd\u03be\u03c1\u03c3\u03c4\u03c6\u03c7\u03c8\u03c9";

    /** What a name stands for. */
    record Meaning(Kind kind, String text) {}

    /** Spaces, sizes and styles. */
    private static final Set<String> NOTHING = Set.of(
            "left",
            "right",
            "big",
            "Big",
            "bigg",
            "Bigg",
            "bigl",
            "bigr",
            "Bigl",
            "Bigr",
            "biggl",
            "biggr",
            "middle",
            "displaystyle",
            "textstyle",
            "limits",
            "quad",
            "qquad",
            "rm",
            "bf",
            "it",
            "mathstrut",
            "therefore",
            "because",
            "enspace",
            "thinspace",
            ",",
            ";",
            ":",
            "!",
            " ",
            ">",
            "/");

    /** Commands whose argument is read as if they were not there. */
    private static final Set<String> WRAPPERS = Set.of(
            "text",
            "mathrm",
            "textbf",
            "textit",
            "textrm",
            "textsf",
            "texttt",
            "mathbf",
            "mathit",
            "mathsf",
            "mathbb",
            "mathcal",
            "operatorname",
            "mbox",
            "hbox",
            "boxed",
            "fbox",
            "boldsymbol",
            "bm",
            "emph",
            "underline",
            "overline",
            "overrightarrow",
            "vec",
            "widehat",
            "hat");

    private static final Map<String, Meaning> COMMANDS = new HashMap<>();
    private static final Map<Integer, Meaning> CHARACTERS = new HashMap<>();
    private static final Set<String> FUNCTIONS =
            Set.of("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "ln", "log", "lg", "exp");

    static {
        FUNCTIONS.forEach(name -> command(Kind.FUNCTION, name, name));
        commands(Kind.FRACTION, "", "frac", "dfrac", "tfrac", "cfrac");
        commands(Kind.BINOMIAL, "", "binom", "dbinom", "tbinom");
        commands(Kind.ROOT, "", "sqrt");
        commands(Kind.TIMES, "*", "times", "cdot", "ast", "cdotp", "bullet");
        commands(Kind.DIVIDE, "/", "div", "slash");
        commands(Kind.PLUS_MINUS, "±", "pm", "mp");
        commands(Kind.RELATION, "<=", "le", "leq", "leqslant");
        commands(Kind.RELATION, ">=", "ge", "geq", "geqslant");
        commands(Kind.RELATION, "<", "lt");
        commands(Kind.RELATION, ">", "gt");
        commands(Kind.RELATION, "!=", "ne", "neq");
        commands(Kind.RELATION, "=", "approx", "equiv", "eq", "simeq");
        commands(Kind.RELATION, "in", "in");
        commands(Kind.INFINITY, "", "infty");
        commands(Kind.UNION, "", "cup");
        commands(Kind.EMPTY_SET, "", "emptyset", "varnothing");
        commands(Kind.CONSTANT, "PI", "pi");
        commands(Kind.DEGREE, "°", "degree", "circ");
        commands(Kind.PRIME, "'", "prime");
        commands(Kind.PERCENT, "%", "%");
        commands(Kind.CURRENCY, "$", "$");
        commands(Kind.CURRENCY, "€", "euro");
        commands(Kind.OPEN, "{", "{", "lbrace");
        commands(Kind.CLOSE, "}", "}", "rbrace");
        commands(Kind.OPEN, "(", "langle", "lparen");
        commands(Kind.CLOSE, ")", "rangle", "rparen");
        commands(Kind.OPEN, "[", "lbrack");
        commands(Kind.CLOSE, "]", "rbrack");
        commands(Kind.BAR, "|", "|", "lvert", "rvert", "vert");
        commands(Kind.WORD, "angle", "angle", "measuredangle");
        commands(Kind.WORD, "triangle", "triangle");
        GREEK.forEach(name -> command(Kind.LETTER, name, name));
        COMMANDS.put("varphi", new Meaning(Kind.LETTER, "phi"));
        COMMANDS.put("varepsilon", new Meaning(Kind.LETTER, "epsilon"));
        characters();
    }

    private TexCommands() {}

    private static void characters() {
        characters(Kind.MINUS, "-", "-\u2010\u2011\u2012\u2013\u2014\u2212");
        characters(Kind.PLUS, "+", "+");
        characters(Kind.TIMES, "*", "*\u00d7\u00b7\u22c5\u2219\u2217\u2715");
        characters(Kind.DIVIDE, "/", "/\u00f7\u2044\u2215");
        characters(Kind.POWER, "^", "^");
        characters(Kind.SUBSCRIPT, "_", "_");
        characters(Kind.PLUS_MINUS, "±", "\u00b1");
        characters(Kind.RELATION, "<=", "\u2264\u2a7d\u2266");
        characters(Kind.RELATION, ">=", "\u2265\u2a7e\u2267");
        characters(Kind.RELATION, "!=", "\u2260");
        characters(Kind.RELATION, "=", "=\u2248\u2243\u2245");
        characters(Kind.RELATION, "<", "<");
        characters(Kind.RELATION, ">", ">");
        characters(Kind.RELATION, "in", "\u2208");
        characters(Kind.INFINITY, "", "\u221e");
        characters(Kind.UNION, "", "\u222a");
        characters(Kind.EMPTY_SET, "", "\u2205\u00d8");
        characters(Kind.CONSTANT, "PI", "\u03c0");
        characters(Kind.ROOT, "", "\u221a");
        characters(Kind.ROOT, "3", "\u221b");
        characters(Kind.ROOT, "4", "\u221c");
        characters(Kind.DEGREE, "°", "\u00b0\u00ba\u02da");
        characters(Kind.PRIME, "'", "'\u2032\u2019");
        characters(Kind.PERCENT, "%", "%\u066a");
        characters(Kind.CURRENCY, "€", "\u20ac");
        characters(Kind.CURRENCY, "£", "\u00a3");
        characters(Kind.CURRENCY, "¥", "\u00a5");
        characters(Kind.OPEN, "(", "(\u27e8");
        characters(Kind.CLOSE, ")", ")\u27e9");
        characters(Kind.OPEN, "[", "[\u3010");
        characters(Kind.CLOSE, "]", "]\u3011");
        characters(Kind.BAR, "|", "|");
        characters(Kind.COMMA, ",", ",\u3001");
        characters(Kind.SEMICOLON, ";", ";");
        characters(Kind.COLON, ":", ":\u2236");
        characters(Kind.STOP, ".", ".?\u3002");
        characters(Kind.WORD, "angle", "\u2220");
        characters(Kind.WORD, "triangle", "\u25b3");
        characters(Kind.VULGAR, "1/2", "\u00bd");
        characters(Kind.VULGAR, "1/4", "\u00bc");
        characters(Kind.VULGAR, "3/4", "\u00be");
        characters(Kind.VULGAR, "1/3", "\u2153");
        characters(Kind.VULGAR, "2/3", "\u2154");
        characters(Kind.VULGAR, "1/5", "\u2155");
        characters(Kind.VULGAR, "1/8", "\u215b");
        characters(Kind.VULGAR, "3/8", "\u215c");
        characters(Kind.VULGAR, "5/8", "\u215d");
        characters(Kind.VULGAR, "7/8", "\u215e");
    }

    private static void commands(Kind kind, String text, String... names) {
        for (String name : names) {
            command(kind, text, name);
        }
    }

    private static void command(Kind kind, String text, String name) {
        COMMANDS.put(name, new Meaning(kind, text));
    }

    private static void characters(Kind kind, String text, String characters) {
        characters.codePoints().forEach(each -> CHARACTERS.put(each, new Meaning(kind, text)));
    }

    /** Whether a command changes the looks alone, or nothing. */
    static boolean isNothing(String name) {
        return NOTHING.contains(name);
    }

    /** Whether a command's argument is read in its place. */
    static boolean isWrapper(String name) {
        return WRAPPERS.contains(name);
    }

    /** What a command means; null for one that is not known. */
    static @Nullable Meaning command(String name) {
        return COMMANDS.get(name);
    }

    /** What a character means that is no letter, digit or brace; null for one that is not known. */
    static @Nullable Meaning character(int codePoint) {
        return CHARACTERS.get(codePoint);
    }

    /** One letter as it is named: Greek ones as in TeX. */
    static String letter(String written) {
        int greek = GREEK_LETTERS.indexOf(written);
        return greek < 0 ? written : GREEK.get(greek);
    }

    /** What two or more letters mean that are written plainly. */
    static Meaning word(String letters) {
        return switch (letters) {
            case "pi" -> new Meaning(Kind.CONSTANT, "PI");
            case "sqrt" -> new Meaning(Kind.ROOT, "");
            case "infinity", "inf", "oo" -> new Meaning(Kind.INFINITY, "");
            case "or", "and", "OR", "AND" -> new Meaning(Kind.CONJUNCTION, letters);
            case "degree", "degrees", "deg" -> new Meaning(Kind.DEGREE, "°");
            case "percent" -> new Meaning(Kind.PERCENT, "%");
            default -> new Meaning(FUNCTIONS.contains(letters) ? Kind.FUNCTION : Kind.WORD, letters);
        };
    }
}
