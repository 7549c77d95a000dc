package dev.millrace.policy.answer;

import dev.millrace.policy.answer.AnswerToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a folded text into tokens, in time linear in its length: every step goes on, and what is looked at ahead is taken
 * at once or is one run of letters. For one text, on one thread.
 */
final class AnswerLexer {

    /** Punctuation in Unicode's list that carries meaning. */
    private static final String SYMBOLS = "%\u2030\u2031&@#*/\\\u00a7\u00b7-";

    private static final String SEPARATORS = ",;:";
    private static final int GROUP = 3;

    private final String text;
    private final List<AnswerToken> tokens = new ArrayList<>();
    private int at;
    private int end;
    private boolean singleOpen;
    private boolean doubleOpen;

    private AnswerLexer(String text) {
        this.text = text;
    }

    /** The tokens of a text that {@link CharacterFolding} has folded. */
    static List<AnswerToken> tokens(String folded) {
        AnswerLexer lexer = new AnswerLexer(folded);
        while (lexer.at < folded.length()) {
            lexer.step();
        }
        return lexer.tokens;
    }

    private void step() {
        int codePoint = text.codePointAt(at);
        if (codePoint == ' ') {
            at++;
        } else if (isDigit(at) || (codePoint == '.' && isDigit(at + 1) && !isAt('.', at - 1))) {
            number();
        } else if (isWordPart(codePoint)) {
            add(Kind.WORD, wordEnd(at));
        } else {
            sign(codePoint);
        }
    }

    private void add(Kind kind, int to) {
        add(kind, text.substring(at, to), to);
    }

    private void add(Kind kind, String written, int to) {
        tokens.add(new AnswerToken(kind, written, !tokens.isEmpty() && end == at));
        at = to;
        end = to;
    }

    /** A number, and the unit or the like that is written directly behind it; or a word that begins with a digit. */
    private void number() {
        int whole = wholeEnd();
        int to = isAt('.', whole) && isDigit(whole + 1) ? digitsEnd(whole + 1) : whole;
        boolean pointAgain = isAt('.', to) && isDigit(to + 1);
        int word = wordEnd(to);
        if (pointAgain || hasDigit(to, word)) {
            if (text.charAt(at) == '.') {
                add(Kind.PUNCTUATION, at + 1);
                return;
            }
            add(Kind.WORD, Math.max(wordEnd(at), to));
            return;
        }
        add(Kind.NUMBER, NumberSpelling.of(text.substring(at, to).replace(",", "")), to);
        if (word > to) {
            add(Kind.WORD, word);
        }
    }

    /** The end of digits, with thousands set apart by commas where they are. */
    private int wholeEnd() {
        int to = digitsEnd(at);
        if (to == at || to - at > GROUP || text.charAt(at) == '0') {
            return to;
        }
        while (isAt(',', to) && digitsEnd(to + 1) == to + 1 + GROUP) {
            to += 1 + GROUP;
        }
        return to;
    }

    private int digitsEnd(int from) {
        int to = from;
        while (isDigit(to)) {
            to++;
        }
        return to;
    }

    private boolean hasDigit(int from, int to) {
        for (int i = from; i < to; i++) {
            if (isDigit(i)) {
                return true;
            }
        }
        return false;
    }

    private int wordEnd(int from) {
        int to = from;
        while (to < text.length()) {
            int codePoint = text.codePointAt(to);
            boolean joins = (codePoint == '\'' || codePoint == '.' || codePoint == '_') && joinsWord(from, to);
            if (!joins && !isWordPart(codePoint)) {
                break;
            }
            to += Character.charCount(codePoint);
        }
        return to;
    }

    /** Whether an apostrophe, a point or a low line stands within a word: don't, u.s, snake_case, 1.2.3. */
    private boolean joinsWord(int from, int mark) {
        return mark > from
                && mark + 1 < text.length()
                && isWordPart(text.codePointAt(mark + 1))
                && (text.charAt(mark) != '\'' || (!isDigit(mark - 1) && !isDigit(mark + 1)));
    }

    private void sign(int codePoint) {
        int to = at + Character.charCount(codePoint);
        boolean behindNumber =
                !tokens.isEmpty() && end == at && tokens.get(tokens.size() - 1).is(Kind.NUMBER);
        switch (codePoint) {
            case '\'' -> {
                // Feet and minutes, or a quotation's end.
                add(behindNumber && !singleOpen ? Kind.SYMBOL : Kind.PUNCTUATION, to);
                singleOpen ^= tokens.get(tokens.size() - 1).is(Kind.PUNCTUATION);
            }
            case '"' -> {
                add(behindNumber && !doubleOpen ? Kind.SYMBOL : Kind.PUNCTUATION, to);
                doubleOpen ^= tokens.get(tokens.size() - 1).is(Kind.PUNCTUATION);
            }
            // A factorial, where it is no exclamation.
            case '!' -> add(behindNumber ? Kind.SYMBOL : Kind.PUNCTUATION, to);
            default -> add(kind(codePoint), to);
        }
    }

    private static Kind kind(int codePoint) {
        if (SYMBOLS.indexOf(codePoint) >= 0) {
            return Kind.SYMBOL;
        }
        if (SEPARATORS.indexOf(codePoint) >= 0) {
            return Kind.SEPARATOR;
        }
        return switch (Character.getType(codePoint)) {
            case Character.START_PUNCTUATION -> Kind.OPENING;
            case Character.END_PUNCTUATION -> Kind.CLOSING;
            case Character.OTHER_PUNCTUATION,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION -> Kind.PUNCTUATION;
            default -> codePoint == '`' ? Kind.PUNCTUATION : Kind.SYMBOL;
        };
    }

    private boolean isAt(char expected, int index) {
        return index >= 0 && index < text.length() && text.charAt(index) == expected;
    }

    private boolean isDigit(int index) {
        return index >= 0 && index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private static boolean isWordPart(int codePoint) {
        return Character.isLetterOrDigit(codePoint)
                || CharacterFolding.isMark(codePoint)
                || Character.getType(codePoint) == Character.LETTER_NUMBER
                || Character.getType(codePoint) == Character.OTHER_NUMBER;
    }
}
