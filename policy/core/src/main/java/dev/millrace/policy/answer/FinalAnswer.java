package dev.millrace.policy.answer;

/**
 * What a response answers in the end.
 *
 * @param text the answer as written, without surrounding spaces; empty if the response has none
 */
public record FinalAnswer(String text) {

    public FinalAnswer {
        text = text.strip();
    }

    /**
     * The answer of a response: what follows the last {@code </think>}, or the whole text of a response without
     * thinking. A response whose thinking never ends has no answer.
     */
    public static FinalAnswer of(String response) {
        int close = response.lastIndexOf(ThinkTags.CLOSE);
        String rest = close < 0 ? response : response.substring(close + ThinkTags.CLOSE.length());
        return new FinalAnswer(rest.contains(ThinkTags.OPEN) ? "" : rest);
    }

    /**
     * Whether this says the same as a reference: exact match after {@link NormalizedAnswer}. An empty answer matches
     * nothing.
     */
    public boolean matches(String reference) {
        NormalizedAnswer mine = NormalizedAnswer.of(text);
        return !mine.isEmpty() && mine.equals(NormalizedAnswer.of(reference));
    }
}
