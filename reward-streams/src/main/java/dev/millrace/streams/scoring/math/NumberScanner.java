package dev.millrace.streams.scoring.math;

/**
 * A number as it stands in a text.
 *
 * @param end where it ends
 * @param written its digits without marks of thousands, with a point and an exponent where it has them
 */
record NumberScanner(int end, String written) {

    /** Characters of full width stand so far behind those of usual width. */
    private static final int FULL_WIDTH = 0xFEE0;

    private static final int GROUP = 3;

    /**
     * Reads the number that begins at an index, where a digit stands or a point before one.
     *
     * @param commas whether a comma may be a mark of thousands: within brackets it separates
     * @param thousands whether there may be marks at all
     */
    static NumberScanner at(String text, int at, boolean commas, boolean thousands) {
        StringBuilder digits = new StringBuilder();
        int end = digitsEnd(text, at);
        digits.append(usualWidth(text.substring(at, end)));
        if (thousands && end - at <= GROUP && end > at && text.charAt(at) != '0') {
            end = groupsEnd(text, end, commas, digits);
        }
        if (isAt(text, '.', end) && isDigitAt(text, end + 1)) {
            int fraction = digitsEnd(text, end + 1);
            digits.append('.').append(usualWidth(text.substring(end + 1, fraction)));
            end = fraction;
        }
        int exponent = exponentEnd(text, end);
        digits.append(exponent > end ? "e" + usualWidth(text.substring(end + 1, exponent)) : "");
        return new NumberScanner(exponent, digits.toString());
    }

    /** Reads on where groups of three digits follow: 1,000 and 1 000 and 1{,}000 and 1\\,000. */
    private static int groupsEnd(String text, int from, boolean commas, StringBuilder digits) {
        int end = from;
        while (true) {
            int mark = markEnd(text, end, commas);
            if (mark < 0 || digitsEnd(text, mark) != mark + GROUP) {
                return end;
            }
            digits.append(usualWidth(text.substring(mark, mark + GROUP)));
            end = mark + GROUP;
        }
    }

    /** The end of a mark of thousands; -1 where there is none. */
    private static int markEnd(String text, int from, boolean commas) {
        if (text.startsWith("{,}", from) || text.startsWith(",\\!", from)) {
            return from + 3;
        }
        if (text.startsWith("\\,", from) || text.startsWith("\\!", from)) {
            return from + 2;
        }
        boolean space = isAt(text, ' ', from)
                || isAt(text, '\u00a0', from)
                || isAt(text, '\u2009', from)
                || isAt(text, '\u202f', from);
        return space || (commas && isAt(text, ',', from)) ? from + 1 : -1;
    }

    /** The end of an exponent as in 1.5e-3; where it would begin if there is none. */
    private static int exponentEnd(String text, int from) {
        if (!isAt(text, 'e', from) && !isAt(text, 'E', from)) {
            return from;
        }
        int digits = isAt(text, '-', from + 1) || isAt(text, '+', from + 1) ? from + 2 : from + 1;
        int end = digitsEnd(text, digits);
        boolean word = end < text.length() && Character.isLetter(text.charAt(end));
        return end == digits || word ? from : end;
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (isDigitAt(text, end)) {
            end++;
        }
        return end;
    }

    private static boolean isAt(String text, char expected, int index) {
        return index < text.length() && text.charAt(index) == expected;
    }

    /** Whether a digit stands at an index, which may lie behind the end. */
    static boolean isDigitAt(String text, int index) {
        return index < text.length() && isDigit(usualWidth(text.charAt(index)));
    }

    static boolean isDigit(int codePoint) {
        return codePoint >= '0' && codePoint <= '9';
    }

    /** A character of full width as that of usual width. */
    static int usualWidth(int codePoint) {
        return codePoint >= 0xFF01 && codePoint <= 0xFF5E ? codePoint - FULL_WIDTH : codePoint;
    }

    static String usualWidth(String written) {
        StringBuilder usual = new StringBuilder(written.length());
        written.codePoints().forEach(each -> usual.appendCodePoint(usualWidth(each)));
        return usual.toString();
    }
}
