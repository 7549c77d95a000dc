package dev.millrace.streams.scoring.math;

import dev.millrace.policy.answer.FinalAnswer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the answer in a response, in time linear in its length. Pure, safe on any thread. */
final class MarkedAnswer {

    private static final String OPEN_TAG = "<answer>";
    private static final String CLOSE_TAG = "</answer>";
    private static final List<String> BOXES = List.of("\\boxed", "\\fbox");

    /** What announces an answer. */
    private static final Pattern PHRASE =
            Pattern.compile("answer is|answer[*_]{0,3}[:\uff1a]|answer =|####", Pattern.CASE_INSENSITIVE);

    private MarkedAnswer() {}

    /**
     * The answer behind the thinking; of several marks the last one wins.
     *
     * @return empty if the mark that is asked for is not there, or nothing follows the thinking
     */
    static Optional<String> in(String response, AnswerMark mark) {
        String text = FinalAnswer.of(response).text();
        Optional<String> tagged = tagged(text);
        Optional<String> answer =
                switch (mark) {
                    case TAG -> tagged;
                    case BOXED -> boxed(text);
                    case ANY -> Optional.of(unboxed(tagged.orElse(text)));
                };
        return answer.map(MarkedAnswer::plain).filter(found -> !found.isEmpty());
    }

    private static String unboxed(String text) {
        return boxed(text).orElseGet(() -> announced(text));
    }

    private static Optional<String> tagged(String text) {
        int close = text.lastIndexOf(CLOSE_TAG);
        int open = close < 0 ? -1 : text.lastIndexOf(OPEN_TAG, close);
        return open < 0 ? Optional.empty() : Optional.of(text.substring(open + OPEN_TAG.length(), close));
    }

    /** What stands in the box that closes last; boxes may nest, and hold braces. */
    private static Optional<String> boxed(String text) {
        Deque<Integer> open = new ArrayDeque<>();
        int from = -1;
        int to = -1;
        int box = -1;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                int end = boxEnd(text, at);
                if (end > 0 && text.charAt(end) == '{') {
                    box = end;
                    at = end - 1;
                } else {
                    at++; // \{ is no brace
                }
            } else if (c == '{') {
                open.push(at == box ? at : -1);
            } else if (c == '}' && !open.isEmpty()) {
                int opening = open.pop();
                if (opening >= 0) {
                    from = opening + 1;
                    to = at;
                }
            }
        }
        return from < 0 ? Optional.empty() : Optional.of(text.substring(from, to));
    }

    /** Where the brace of a box would be whose command begins at an index; -1 where none begins or the text ends. */
    private static int boxEnd(String text, int at) {
        for (String command : BOXES) {
            if (text.startsWith(command, at)) {
                int end = at + command.length();
                while (end < text.length() && text.charAt(end) == ' ') {
                    end++;
                }
                return end < text.length() ? end : -1;
            }
        }
        return -1;
    }

    /** What follows the last phrase that announces an answer, to the end of its line; all of it where there is none. */
    private static String announced(String text) {
        Matcher phrases = PHRASE.matcher(text);
        int from = -1;
        while (phrases.find()) {
            from = phrases.end();
        }
        if (from < 0) {
            return text;
        }
        String rest = opened(text.substring(from).strip());
        rest = rest.startsWith(":") ? opened(rest.substring(1).strip()) : rest;
        int line = rest.indexOf('\n');
        String first = line < 0 ? rest : rest.substring(0, line);
        return first.isBlank() ? text : first;
    }

    /**
     * Without what Markdown writes around it. Its marks need not stand on both sides: in {@code **Answer:** 42} and
     * {@code **Answer: 42**.} the others stand around what announces the answer. One mark alone at the end is kept, as that of
     * {@code A*}.
     */
    private static String plain(String answer) {
        String text = answer.strip();
        String opened = opened(text);
        int end = opened.endsWith(".") || opened.endsWith("\u3002") ? opened.length() - 1 : opened.length();
        int to = end;
        while (to > 0 && isEmphasis(opened.charAt(to - 1))) {
            to--;
        }
        boolean closed = end - to > (opened.length() < text.length() ? 0 : 1);
        return closed ? opened.substring(0, to).strip() : opened;
    }

    /** Without the marks of Markdown at the beginning. */
    private static String opened(String text) {
        int from = 0;
        while (from < text.length() && isEmphasis(text.charAt(from))) {
            from++;
        }
        return text.substring(from).strip();
    }

    private static boolean isEmphasis(char c) {
        return c == '*' || c == '_';
    }
}
