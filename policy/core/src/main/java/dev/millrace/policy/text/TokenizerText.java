package dev.millrace.policy.text;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tokens as a tokenizer with one end mark reads them. A response with an id outside its vocabulary is one of another policy: all of it is
 * shown as ids, since the other tokens would look like words that nobody has said.
 */
public final class TokenizerText implements TokenText {

    private static final String END = "<eos>";

    private final Tokenizer tokenizer;

    public TokenizerText(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** @throws IllegalArgumentException naming the id and its position, if it is outside the vocabulary */
    @Override
    public String decode(Tokens tokens) {
        return tokenizer.decode(tokens);
    }

    @Override
    public List<String> pieces(Tokens tokens) {
        boolean known = IntStream.range(0, tokens.length()).allMatch(position -> isKnown(tokens.at(position)));
        return known
                ? IntStream.range(0, tokens.length())
                        .mapToObj(position -> piece(tokens.at(position)))
                        .toList()
                : TokenText.ids().pieces(tokens);
    }

    private boolean isKnown(int id) {
        return id >= 0 && id < tokenizer.vocabularySize();
    }

    private String piece(int id) {
        return id == tokenizer.special().endOfSequence() ? END : tokenizer.decode(Tokens.of(id));
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(tokenizer.special().endOfSequence());
    }
}
