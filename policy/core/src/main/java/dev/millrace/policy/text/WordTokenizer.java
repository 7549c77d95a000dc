package dev.millrace.policy.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One token per word: lower case, punctuation apart, marks such as {@code <think>} whole. Immutable.
 *
 * <p>Made for small vocabularies in which every word matters; the text it decodes to is the words joined by spaces.
 */
public final class WordTokenizer implements Tokenizer {

    private static final Pattern PIECE = Pattern.compile("</?[a-z0-9-]+>|[a-z0-9]+|[^\\sa-z0-9]");

    private final Vocabulary vocabulary;
    private final SpecialTokens special;

    public WordTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.special = new SpecialTokens(
                vocabulary.require("<pad>"),
                vocabulary.require("<eos>"),
                vocabulary.require("<answer>"),
                vocabulary.require("<unk>"),
                vocabulary.require("<image>"));
    }

    /** With the vocabulary that ships with this module. */
    public static WordTokenizer builtIn() {
        return new WordTokenizer(Vocabulary.builtIn());
    }

    @Override
    public Tokens encode(String text) {
        Matcher pieces = PIECE.matcher(text.toLowerCase(Locale.ROOT));
        int[] ids = new int[16];
        int count = 0;
        while (pieces.find()) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, count * 2);
            }
            ids[count++] = vocabulary.id(pieces.group()).orElse(special.unknown());
        }
        return Tokens.copyOf(ids, count);
    }

    @Override
    public String decode(Tokens tokens) {
        StringBuilder text = new StringBuilder();
        for (int position = 0; position < tokens.length(); position++) {
            int id = tokens.at(position);
            if (id < 0 || id >= vocabulary.size()) {
                throw new IllegalArgumentException("token " + id + " at position " + position
                        + " is outside the vocabulary of " + vocabulary.size());
            }
            if (id == special.endOfSequence()) {
                break;
            }
            if (id == special.pad() || id == special.answer()) {
                continue;
            }
            if (!text.isEmpty()) {
                text.append(' ');
            }
            text.append(vocabulary.word(id));
        }
        return text.toString();
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public SpecialTokens special() {
        return special;
    }
}
