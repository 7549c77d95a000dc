package dev.millrace.streams.scoring.http;

import java.nio.charset.StandardCharsets;

/** The beginning of what somebody else said, on one line, as a message may hold it. */
public final class Quote {

    private static final int LONGEST = 200;

    private Quote() {}

    static String of(byte[] utf8) {
        return of(new String(utf8, StandardCharsets.UTF_8));
    }

    /** In quotation marks, with blanks for what is no character. */
    public static String of(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        return "\"" + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…") + "\"";
    }
}
