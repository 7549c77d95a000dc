package dev.millrace.policy.text;

/** Turns text into token ids and back. Implementations are immutable. */
public interface Tokenizer {

    /** The ids of a text, without any end mark. A word outside the vocabulary becomes the unknown token. */
    Tokens encode(String text);

    /**
     * The text of the ids up to the first end mark, padding and the answer mark left out.
     * {@code encode(decode(t))} equals {@code t} for every encoded {@code t}.
     *
     * @throws IllegalArgumentException naming the id and its position, if it is outside the vocabulary
     */
    String decode(Tokens tokens);

    /** Number of ids, from 0. */
    int vocabularySize();

    SpecialTokens special();
}
