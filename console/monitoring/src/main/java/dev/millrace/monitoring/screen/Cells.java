package dev.millrace.monitoring.screen;

import dev.millrace.monitoring.monitor.PlainText;
import org.jline.utils.AttributedString;

/** Text in columns of a terminal, where a letter of Chinese takes two and a combining mark none. Pure. */
final class Cells {

    private static final String CUT = "…";

    private Cells() {}

    /** A name of a topic in the words of the page, as a terminal may get it. */
    static String plain(String name) {
        return PlainText.of(name.replace('_', ' '));
    }

    /** Columns that the text takes. */
    static int width(String text) {
        return new AttributedString(text).columnLength();
    }

    /** The text in exactly so many columns: filled with blanks, or cut with a mark. */
    static String fit(String text, int width, boolean atTheRight) {
        int taken = width(text);
        if (taken > width) {
            String cut = new AttributedString(text).columnSubSequence(0, width - 1) + CUT;
            return cut + " ".repeat(width - width(cut));
        }
        String blanks = " ".repeat(width - taken);
        return atTheRight ? blanks + text : text + blanks;
    }
}
