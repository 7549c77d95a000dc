package dev.millrace.scenes.referee;

import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prompts as the dual encoder takes them: token ids, padded, with the places of their key words. */
final class TextBatch {

    /** Longest prompt, in tokens. */
    static final int MAX_TOKENS = 32;

    private final List<Tokens> tokens = new ArrayList<>();
    private final List<List<KeyWord>> keyWords = new ArrayList<>();

    /** @throws IllegalArgumentException naming the prompt that has no words or more than {@value #MAX_TOKENS} */
    TextBatch(Tokenizer tokenizer, List<String> texts) {
        for (String text : texts) {
            Tokens encoded = tokenizer.encode(text);
            refusal(encoded).ifPresent(refusal -> {
                throw new IllegalArgumentException("\"" + text + "\": " + refusal);
            });
            tokens.add(encoded);
            keyWords.add(KeyWord.among(tokenizer.decode(encoded).split(" ", -1)));
        }
    }

    /** Why a text cannot be taken; empty if it can. */
    static Optional<String> refusal(Tokens text) {
        return text.length() >= 1 && text.length() <= MAX_TOKENS
                ? Optional.empty()
                : Optional.of("the prompt has " + text.length() + " words, but the referee takes 1 to " + MAX_TOKENS);
    }

    int size() {
        return tokens.size();
    }

    int length() {
        return tokens.stream().mapToInt(Tokens::length).max().orElse(0);
    }

    /** Most key words of a prompt, at least 1. */
    int keySlots() {
        return Math.max(1, keyWords.stream().mapToInt(List::size).max().orElse(0));
    }

    List<KeyWord> keyWords(int text) {
        return keyWords.get(text);
    }

    /** (texts, length), 0 beyond the end of a prompt. */
    long[] ids() {
        long[] ids = new long[size() * length()];
        for (int text = 0; text < size(); text++) {
            for (int i = 0; i < tokens.get(text).length(); i++) {
                ids[text * length() + i] = tokens.get(text).at(i);
            }
        }
        return ids;
    }

    /** (texts, length), 1 for a word and 0 beyond the end. */
    float[] mask() {
        float[] mask = new float[size() * length()];
        for (int text = 0; text < size(); text++) {
            for (int i = 0; i < tokens.get(text).length(); i++) {
                mask[text * length() + i] = 1;
            }
        }
        return mask;
    }

    /** (texts, 1), the share of one word in its prompt. */
    float[] shares() {
        float[] shares = new float[size()];
        for (int text = 0; text < size(); text++) {
            shares[text] = 1f / tokens.get(text).length();
        }
        return shares;
    }

    /** (texts, key slots), where each key word stands in the flattened batch; empty slots point to the first word. */
    long[] keyPlaces() {
        long[] places = new long[size() * keySlots()];
        for (int text = 0; text < size(); text++) {
            for (int slot = 0; slot < keySlots(); slot++) {
                List<KeyWord> words = keyWords.get(text);
                int position = slot < words.size() ? words.get(slot).position() : 0;
                places[text * keySlots() + slot] = (long) text * length() + position;
            }
        }
        return places;
    }
}
