package dev.millrace.policy.answer;

/** Which characters of a text can be seen. Pure functions, safe on any thread. */
final class VisibleText {

    private VisibleText() {}

    /**
     * Whether a character separates words: white space of Unicode (the no-break spaces too), the zero-width space, and
     * letters and symbols that are drawn as nothing (fillers of Hangul, the empty Braille pattern).
     */
    static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || switch (codePoint) {
                    case 0x85, 0x115F, 0x1160, 0x180E, 0x200B, 0x2800, 0x3164, 0xFFA0 -> true;
                    default -> false;
                };
    }

    /** Whether a character is neither seen nor a space: controls, formats (joiners, soft hyphens), variation selectors. */
    static boolean isInvisible(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || codePoint == 0x34F
                || (codePoint >= 0x17B4 && codePoint <= 0x17B5)
                || (codePoint >= 0x180B && codePoint <= 0x180F)
                || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                || (codePoint >= 0xE0000 && codePoint <= 0xE0FFF);
    }

    /** Whether a text has a letter, a number or a symbol that can be seen: spaces and punctuation say nothing. */
    static boolean saysSomething(String text) {
        return text.codePoints().anyMatch(VisibleText::saysSomething);
    }

    private static boolean saysSomething(int codePoint) {
        return !isBlank(codePoint)
                && !isInvisible(codePoint)
                && switch (Character.getType(codePoint)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION,
                            Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.UNASSIGNED,
                            Character.SURROGATE -> false;
                    default -> true;
                };
    }

    /** How many words a text has, separated by {@linkplain #isBlank blanks}. */
    static int words(String text) {
        int words = 0;
        boolean within = false;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int codePoint = text.codePointAt(at);
            if (isBlank(codePoint)) {
                within = false;
            } else if (!within && !isInvisible(codePoint)) {
                within = true;
                words++;
            }
        }
        return words;
    }

    /** How many characters of a text, in code points, can be seen. */
    static long length(String text) {
        return text.codePoints()
                .filter(codePoint -> !isBlank(codePoint) && !isInvisible(codePoint))
                .count();
    }
}
