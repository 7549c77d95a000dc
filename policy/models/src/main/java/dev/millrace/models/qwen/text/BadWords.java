package dev.millrace.models.qwen.text;

import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * Words that no answer may hold, as their tokens: written with a space before them and without. Where an answer ends with all
 * tokens of a word but the last, the last may not follow. Immutable.
 */
public final class BadWords {

    private final List<Tokens> sequences;

    private BadWords(List<Tokens> sequences) {
        this.sequences = sequences;
    }

    /** The words in the tokens of a tokenizer. */
    public static BadWords of(List<String> words, QwenTokenizer tokenizer) {
        List<Tokens> sequences = new ArrayList<>();
        for (String word : words) {
            sequences.add(tokenizer.encodePlain(word.strip()));
            sequences.add(tokenizer.encodePlain(" " + word.strip()));
        }
        return new BadWords(sequences.stream().distinct().toList());
    }

    public boolean isEmpty() {
        return sequences.isEmpty();
    }

    /**
     * Ids that may not follow.
     *
     * @param said an answer's tokens so far
     * @param length tokens of it that count
     */
    public int[] after(int[] said, int length) {
        return sequences.stream()
                .filter(sequence -> precede(sequence, said, length))
                .mapToInt(sequence -> sequence.at(sequence.length() - 1))
                .distinct()
                .toArray();
    }

    private static boolean precede(Tokens sequence, int[] said, int length) {
        int before = sequence.length() - 1;
        if (before > length) {
            return false;
        }
        for (int i = 0; i < before; i++) {
            if (said[length - before + i] != sequence.at(i)) {
                return false;
            }
        }
        return true;
    }
}
