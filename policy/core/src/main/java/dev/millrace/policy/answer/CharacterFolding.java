package dev.millrace.policy.answer;

import java.text.Normalizer;

/**
 * Characters as answers are compared: what is another form of the same character becomes one character, what looks alike
 * but says something else (an exponent, a fraction, a circled number) stays what it is. docs/answers.md lists them.
 */
final class CharacterFolding {

    /**
     * Marks that a letter may carry (UAX 15, stream-safe text): sorting them for the composed form takes time that is
     * quadratic in their number, so what stands behind is left out.
     */
    private static final int MAX_MARKS = 30;

    private CharacterFolding() {}

    /** The folded text, composed (NFC); every separator of words is a plain space. */
    static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        int marks = 0;
        int codePoint;
        for (int at = 0; at < text.length(); at += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(at);
            if (VisibleText.isBlank(codePoint)) {
                folded.append(' ');
                marks = 0;
            } else if (!VisibleText.isInvisible(codePoint)) {
                marks = isMark(codePoint) ? marks + 1 : 0;
                if (marks <= MAX_MARKS) {
                    append(codePoint, folded);
                }
            }
        }
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static void append(int codePoint, StringBuilder folded) {
        if (isPresentationForm(codePoint)) {
            Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKC)
                    .codePoints()
                    .forEach(each -> folded.appendCodePoint(VisibleText.isBlank(each) ? ' ' : simple(each)));
        } else {
            folded.appendCodePoint(simple(codePoint));
        }
    }

    /** Full and half width, ligatures, Arabic and vertical forms, mathematical letters and digits, Roman numerals, °C. */
    private static boolean isPresentationForm(int codePoint) {
        return within(codePoint, 0xFB00, 0xFDFF)
                || within(codePoint, 0xFE10, 0xFE1F)
                || within(codePoint, 0xFE30, 0xFE6F)
                || within(codePoint, 0xFE70, 0xFEFC)
                || within(codePoint, 0xFF01, 0xFFEE)
                || within(codePoint, 0x1D400, 0x1D7FF)
                || within(codePoint, 0x2160, 0x217F)
                || codePoint == 0x2103
                || codePoint == 0x2109;
    }

    private static boolean within(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }

    private static int simple(int codePoint) {
        if (Character.getType(codePoint) == Character.DECIMAL_DIGIT_NUMBER) {
            return '0' + Character.digit(codePoint, 10);
        }
        return switch (codePoint) {
            case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212 -> '-';
            case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x2B9, 0x2BC -> '\'';
            case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0xAB, 0xBB, 0x2039, 0x203A -> '"';
            case 0x3001, 0x60C, 0x66C -> ',';
            case 0x66B -> '.';
            case 0x66A -> '%';
            // The micro sign is typed for the Greek letter, the final sigma is the same letter.
            case 0xB5 -> 0x3BC;
            case 0x3C2 -> 0x3C3;
            default -> lowerCase(codePoint);
        };
    }

    private static int lowerCase(int codePoint) {
        return codePoint == 0x3A3 ? 0x3C3 : Character.toLowerCase(codePoint);
    }
}
