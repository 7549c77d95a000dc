package dev.millrace.schemas.http;

import dev.millrace.schemas.secret.Redaction;
import java.nio.charset.StandardCharsets;

/** The beginning of what somebody else said, on one line, as a message may hold it. */
public final class Quote {

    private static final int LONGEST = 200;

    private Quote() {}

    public static String of(byte[] utf8) {
        return of(new String(utf8, StandardCharsets.UTF_8));
    }

    /** In quotation marks, with blanks for what is no character, and without secrets: none is known by a part of it. */
    public static String of(String text) {
        String line = Redaction.hide(text).strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        return "\"" + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…") + "\"";
    }
}
