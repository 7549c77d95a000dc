package dev.millrace.policy.answer;

/**
 * A part of a folded answer.
 *
 * @param kind what it is
 * @param text as written, a number in its one spelling
 * @param attached whether it stands directly behind the token before it
 */
record AnswerToken(Kind kind, String text, boolean attached) {

    enum Kind {
        /** Letters, perhaps with digits. */
        WORD,
        /** The letter of an option before its text, as {@code b)}. */
        LABEL,
        /** Digits with at most one decimal point. */
        NUMBER,
        /** Carries meaning wherever it stands. */
        SYMBOL,
        /** Comma, semicolon or colon, which carry meaning between numbers. */
        SEPARATOR,
        OPENING,
        CLOSING,
        /** Says nothing. */
        PUNCTUATION
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean is(String other) {
        return text.equals(other);
    }

    /** Whether it is written with letters or digits. */
    boolean isWritten() {
        return kind == Kind.WORD || kind == Kind.NUMBER;
    }
}
