package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an answer into tokens, TeX and plain writing alike, in time linear in its length. For one text, on one thread.
 */
final class MathLexer {

    private static final String SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
    private static final String SUBSCRIPTS = "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089";
    private static final char SUPERSCRIPT_MINUS = '\u207b';

    /** What a brace of TeX is. */
    private enum Brace {
        /** An argument or a group: tokens of their own. */
        GROUP,
        /** The braces of a set, within which a comma is no mark of thousands. */
        SET,
        /** Around the argument of a command that is read through. */
        WRAPPER
    }

    private final String text;
    private final List<MathToken> tokens = new ArrayList<>();
    private final Deque<Brace> braces = new ArrayDeque<>();
    private int at;
    private int depth;
    /** Digits that are arguments of their own: {@code \frac12}. */
    private int singleDigits;

    private boolean apart;
    private boolean wrapperNext;
    private boolean dollarIsCurrency;

    private MathLexer(String text) {
        this.text = text;
    }

    /** The tokens of a text. */
    static List<MathToken> tokens(String text) {
        MathLexer lexer = new MathLexer(text);
        lexer.dollarIsCurrency = text.chars().filter(c -> c == '$').count() % 2 == 1;
        while (lexer.at < text.length()) {
            lexer.step();
        }
        if (lexer.braces.contains(Brace.WRAPPER)) {
            lexer.add(Kind.UNKNOWN, "{"); // something was cut off
        }
        return lexer.tokens;
    }

    private void step() {
        int codePoint = NumberScanner.usualWidth(text.codePointAt(at));
        int end = at + Character.charCount(text.codePointAt(at));
        if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint) || codePoint == '~') {
            space(end);
        } else if (codePoint == '\\') {
            command();
        } else if (codePoint == '{' || codePoint == '}') {
            brace(codePoint == '{', end);
        } else if (codePoint == '$') {
            boolean money = dollarIsCurrency && NumberScanner.isDigitAt(text, end);
            dollarIsCurrency &= !money;
            at = end;
            if (money) {
                add(Kind.CURRENCY, "$");
            } else {
                apart = true;
            }
        } else if (NumberScanner.isDigit(codePoint)
                || (codePoint == '.' && NumberScanner.isDigitAt(text, end) && !follows(Kind.NUMBER))) {
            number();
        } else if (Character.isLetter(codePoint) && TexCommands.character(codePoint) == null) {
            letters();
        } else {
            sign(codePoint, end);
        }
    }

    private void space(int end) {
        apart = true;
        at = end;
    }

    private void add(Kind kind, String written) {
        tokens.add(new MathToken(kind, written, apart || tokens.isEmpty()));
        apart = false;
        wrapperNext = false;
        if (kind == Kind.OPEN) {
            depth++;
        } else if (kind == Kind.CLOSE) {
            depth = Math.max(0, depth - 1);
        }
    }

    private void command() {
        int end = at + 1;
        while (end < text.length() && isAsciiLetter(text.charAt(end))) {
            end++;
        }
        if (end == at + 1 && end < text.length()) {
            end += Character.charCount(text.codePointAt(end));
        }
        String name = text.substring(at + 1, end);
        at = end;
        if (TexCommands.isNothing(name)) {
            apart = true;
            if (isAt('.', at) && (name.equals("left") || name.equals("right"))) {
                at++; // a bracket that is not there
            }
        } else if (TexCommands.isWrapper(name) && !(name.equals("overline") && follows(Kind.NUMBER))) {
            wrapperNext = true;
            apart = true;
        } else {
            TexCommands.@Nullable Meaning meaning = TexCommands.command(name);
            if (meaning == null) {
                add(Kind.UNKNOWN, "\\" + name);
            } else if (meaning.kind() == Kind.DEGREE || meaning.kind() == Kind.PRIME) {
                raised(meaning);
            } else {
                add(meaning.kind(), meaning.text());
                singleDigits = meaning.kind() == Kind.FRACTION || meaning.kind() == Kind.BINOMIAL
                        ? 2
                        : meaning.kind() == Kind.ROOT ? 1 : 0;
            }
        }
    }

    /** A sign that TeX writes as an exponent: {@code ^\circ}, {@code ^{\circ}}. */
    private void raised(TexCommands.Meaning meaning) {
        if (follows(Kind.GROUP_OPEN)
                && tokens.size() > 1
                && tokens.get(tokens.size() - 2).is(Kind.POWER)) {
            tokens.remove(tokens.size() - 1);
            tokens.remove(tokens.size() - 1);
            braces.pop();
            braces.push(Brace.WRAPPER);
        } else if (follows(Kind.POWER)) {
            tokens.remove(tokens.size() - 1);
        }
        add(meaning.kind(), meaning.text());
    }

    private void brace(boolean opening, int end) {
        at = end;
        if (opening) {
            Brace kind = wrapperNext ? Brace.WRAPPER : isArgument() ? Brace.GROUP : Brace.SET;
            braces.push(kind);
            if (kind == Brace.WRAPPER) {
                apart = true;
                wrapperNext = false;
                return;
            }
            add(Kind.GROUP_OPEN, "{");
            depth += kind == Brace.SET ? 1 : 0;
            singleDigits = Math.max(0, singleDigits - 1);
            return;
        }
        Brace kind = braces.isEmpty() ? Brace.GROUP : braces.pop();
        if (kind == Brace.WRAPPER) {
            apart = true;
            return;
        }
        depth -= kind == Brace.SET && depth > 0 ? 1 : 0;
        add(Kind.GROUP_CLOSE, "}");
    }

    /** Whether a brace here holds what a command or sign before it asks for. */
    private boolean isArgument() {
        if (tokens.isEmpty()) {
            return false;
        }
        return switch (tokens.get(tokens.size() - 1).kind()) {
            case FRACTION, BINOMIAL, ROOT, POWER, SUBSCRIPT, FUNCTION, GROUP_CLOSE, CLOSE -> true;
            default -> singleDigits > 0;
        };
    }

    private void number() {
        if (singleDigits > 0 && follows(Kind.FRACTION, Kind.BINOMIAL, Kind.ROOT, Kind.NUMBER, Kind.GROUP_CLOSE)) {
            singleDigits--;
            add(Kind.NUMBER, text.substring(at, at + 1));
            at++;
            return;
        }
        singleDigits = 0;
        NumberScanner number = NumberScanner.at(text, at, depth == 0, !follows(Kind.SUBSCRIPT, Kind.POWER));
        at = number.end();
        add(Kind.NUMBER, number.written());
    }

    private void letters() {
        int end = at;
        while (end < text.length()
                && Character.isLetter(text.codePointAt(end))
                && TexCommands.character(text.codePointAt(end)) == null) {
            end += Character.charCount(text.codePointAt(end));
        }
        String run = NumberScanner.usualWidth(text.substring(at, end));
        at = end;
        singleDigits = 0;
        if (run.codePointCount(0, run.length()) == 1) {
            add(Kind.LETTER, TexCommands.letter(run));
        } else {
            TexCommands.Meaning meaning = TexCommands.word(run);
            add(meaning.kind(), meaning.text());
        }
    }

    private void sign(int codePoint, int end) {
        String character = Character.toString(codePoint);
        if (SUPERSCRIPTS.contains(character) || codePoint == SUPERSCRIPT_MINUS) {
            superscript();
            return;
        }
        at = end;
        if (SUBSCRIPTS.contains(character)) {
            index(String.valueOf(SUBSCRIPTS.indexOf(character)));
        } else if (codePoint == '_') {
            subscript();
        } else if (codePoint == '!') {
            exclamation();
        } else if (codePoint == '"' || codePoint == '`' || codePoint == '\u201c' || codePoint == '\u201d') {
            apart = true;
        } else if (codePoint == '\u2103') {
            add(Kind.DEGREE, "°");
            add(Kind.LETTER, "C");
        } else {
            TexCommands.@Nullable Meaning meaning = TexCommands.character(codePoint);
            if (meaning == null) {
                add(Kind.UNKNOWN, character);
            } else if (meaning.kind() == Kind.RELATION
                    && isAt('=', at)
                    && !meaning.text().equals("!=")) {
                at++;
                add(Kind.RELATION, meaning.text().equals("=") ? "=" : meaning.text() + "=");
            } else {
                add(meaning.kind(), meaning.text());
            }
        }
    }

    /** A factorial behind a number, a bracket or a letter; part of {@code !=}; else the end of a sentence. */
    private void exclamation() {
        if (isAt('=', at)) {
            at++;
            add(Kind.RELATION, "!=");
        } else if (!apart && follows(Kind.NUMBER, Kind.CLOSE, Kind.GROUP_CLOSE, Kind.LETTER)) {
            add(Kind.FACTORIAL, "!");
        } else {
            add(Kind.STOP, "!");
        }
    }

    private void superscript() {
        StringBuilder digits = new StringBuilder();
        boolean minus = text.charAt(at) == SUPERSCRIPT_MINUS;
        at += minus ? 1 : 0;
        while (at < text.length() && SUPERSCRIPTS.indexOf(text.charAt(at)) >= 0) {
            digits.append(SUPERSCRIPTS.indexOf(text.charAt(at)));
            at++;
        }
        if (digits.length() == 0) {
            add(Kind.UNKNOWN, String.valueOf(SUPERSCRIPT_MINUS));
            return;
        }
        add(Kind.POWER, "^");
        if (minus) {
            add(Kind.MINUS, "-");
        }
        add(Kind.NUMBER, digits.toString());
    }

    /** The index of a letter becomes part of its name; behind a function it is a token. */
    private void subscript() {
        if (follows(Kind.FUNCTION)) {
            add(Kind.SUBSCRIPT, "_");
            return;
        }
        int from = at;
        int to = from < text.length() ? from + 1 : from;
        if (isAt('{', at)) {
            from = at + 1;
            int close = text.indexOf('}', from);
            to = close < 0 ? from : close;
            at = to;
        }
        String written = text.substring(from, to);
        at = Math.min(text.length(), to + (from > 0 && isAt('{', from - 1) ? 1 : 0));
        if (written.isEmpty() || !written.chars().allMatch(Character::isLetterOrDigit)) {
            add(Kind.UNKNOWN, "_");
        } else {
            index(written);
        }
    }

    private void index(String written) {
        if (follows(Kind.LETTER) && !apart) {
            MathToken letter = tokens.remove(tokens.size() - 1);
            tokens.add(new MathToken(Kind.LETTER, letter.text() + "_" + written, letter.apart()));
        } else {
            add(Kind.UNKNOWN, "_" + written);
        }
    }

    private boolean follows(Kind... kinds) {
        return !tokens.isEmpty()
                && List.of(kinds).contains(tokens.get(tokens.size() - 1).kind());
    }

    private boolean isAt(char expected, int index) {
        return index >= 0 && index < text.length() && text.charAt(index) == expected;
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
