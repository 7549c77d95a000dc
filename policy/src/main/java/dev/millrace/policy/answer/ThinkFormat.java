package dev.millrace.policy.answer;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form asked of a response: {@code <think>…</think> answer}, with the thinking first, once and not empty, then an
 * answer of a few words.
 *
 * @param maxAnswerWords how many words separated by spaces an answer may have
 */
public record ThinkFormat(int maxAnswerWords) {

    private static final Pattern SPACES = Pattern.compile("\\s+");

    public ThinkFormat {
        if (maxAnswerWords < 1) {
            throw new IllegalArgumentException("max_answer_words must be at least 1, not " + maxAnswerWords);
        }
    }

    /** Answers of at most four words. */
    public static ThinkFormat defaults() {
        return new ThinkFormat(4);
    }

    public boolean holds(String response) {
        return violation(response).isEmpty();
    }

    /** The first way in which a response departs from the form; empty if the form holds. */
    public Optional<String> violation(String response) {
        String text = response.strip();
        int close = text.indexOf(ThinkTags.CLOSE);
        if (!text.startsWith(ThinkTags.OPEN)) {
            return Optional.of("does not begin with " + ThinkTags.OPEN);
        }
        if (text.indexOf(ThinkTags.OPEN, 1) >= 0) {
            return Optional.of("has " + ThinkTags.OPEN + " more than once");
        }
        if (close < 0) {
            return Optional.of("has no " + ThinkTags.CLOSE);
        }
        if (text.lastIndexOf(ThinkTags.CLOSE) != close) {
            return Optional.of("has " + ThinkTags.CLOSE + " more than once");
        }
        if (text.substring(ThinkTags.OPEN.length(), close).isBlank()) {
            return Optional.of("has no thinking");
        }
        return answerViolation(text.substring(close + ThinkTags.CLOSE.length()));
    }

    private Optional<String> answerViolation(String answer) {
        if (NormalizedAnswer.of(answer).isEmpty()) {
            return Optional.of("has no answer");
        }
        int words = SPACES.split(answer.strip()).length;
        return words > maxAnswerWords
                ? Optional.of("has an answer of " + words + " words, more than " + maxAnswerWords)
                : Optional.empty();
    }
}
