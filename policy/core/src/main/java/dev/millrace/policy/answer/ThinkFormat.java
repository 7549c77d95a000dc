package dev.millrace.policy.answer;

import java.util.Optional;

/**
 * The form asked of a response: {@code <think>…</think> answer}, with the thinking first, once and with something to be
 * seen in it (a letter, a number or a symbol), then a short answer. Words are what Unicode's spaces separate; as scripts
 * without spaces have answers of one word, an answer's characters are limited too.
 *
 * @param maxAnswerWords how many words an answer may have; and {@value #CHARACTERS_PER_WORD} times as many characters
 */
public record ThinkFormat(int maxAnswerWords) {

    /** More than a word of any language that separates words by spaces has on average. */
    static final int CHARACTERS_PER_WORD = 16;

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
        if (!VisibleText.saysSomething(text.substring(ThinkTags.OPEN.length(), close))) {
            return Optional.of("has no thinking");
        }
        return answerViolation(text.substring(close + ThinkTags.CLOSE.length()));
    }

    private Optional<String> answerViolation(String answer) {
        if (NormalizedAnswer.of(answer).isEmpty()) {
            return Optional.of("has no answer");
        }
        int words = VisibleText.words(answer);
        if (words > maxAnswerWords) {
            return Optional.of("has an answer of " + words + " words, more than " + maxAnswerWords);
        }
        long length = VisibleText.length(answer);
        long longest = (long) maxAnswerWords * CHARACTERS_PER_WORD;
        return length > longest
                ? Optional.of("has an answer of " + length + " characters, more than " + longest)
                : Optional.empty();
    }
}
