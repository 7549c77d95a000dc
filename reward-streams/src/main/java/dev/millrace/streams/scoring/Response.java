package dev.millrace.streams.scoring;

/**
 * A response in its two parts, {@code <think>…</think> answer}.
 *
 * @param wellFormed whether it begins with the only {@code <think>}, which the only {@code </think>} ends
 * @param answer what follows the last {@code </think>}, stripped; empty if there is none
 */
record Response(boolean wellFormed, String answer) {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    static Response of(String text) {
        String stripped = text.strip();
        int close = stripped.lastIndexOf(CLOSE);
        String answer =
                close < 0 ? "" : stripped.substring(close + CLOSE.length()).strip();
        boolean wellFormed = close >= 0
                && stripped.startsWith(OPEN)
                && stripped.lastIndexOf(OPEN) == 0
                && stripped.indexOf(CLOSE) == close;
        return new Response(wellFormed, answer);
    }
}
