package dev.millrace.streams.scoring.math;

/**
 * A part of an answer.
 *
 * @param kind what it is
 * @param text as it is written; a command's with its backslash where it is not known
 * @param apart whether a space or the edge of a text stands before it
 */
record MathToken(Kind kind, String text, boolean apart) {

    enum Kind {
        NUMBER,
        /** A fraction of one character, as {@code 1/2}. */
        VULGAR,
        /** One letter, Latin or Greek, perhaps with an index. */
        LETTER,
        /** Two or more letters that are no function. */
        WORD,
        FUNCTION,
        CONSTANT,
        INFINITY,
        FRACTION,
        BINOMIAL,
        /** A root; its text is its degree where a character says it. */
        ROOT,
        PLUS,
        MINUS,
        TIMES,
        DIVIDE,
        POWER,
        FACTORIAL,
        SUBSCRIPT,
        PLUS_MINUS,
        RELATION,
        /** A bracket that is written: its text is the character. */
        OPEN,
        CLOSE,
        /** A brace of TeX, or of a set that is written plainly. */
        GROUP_OPEN,
        GROUP_CLOSE,
        BAR,
        COMMA,
        SEMICOLON,
        COLON,
        CONJUNCTION,
        UNION,
        EMPTY_SET,
        PERCENT,
        DEGREE,
        PRIME,
        CURRENCY,
        /** A full stop or the like. */
        STOP,
        UNKNOWN
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean opens() {
        return kind == Kind.OPEN || kind == Kind.GROUP_OPEN;
    }

    boolean closes() {
        return kind == Kind.CLOSE || kind == Kind.GROUP_CLOSE;
    }

    /** Whether it is a number of digits alone. */
    boolean isWhole() {
        return kind == Kind.NUMBER && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
