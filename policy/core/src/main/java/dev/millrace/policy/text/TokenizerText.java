package dev.millrace.policy.text;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Tokens as a tokenizer with one end mark reads them. Ids outside its vocabulary are shown as ids. */
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
        return IntStream.range(0, tokens.length())
                .mapToObj(position -> piece(tokens.at(position)))
                .toList();
    }

    private String piece(int id) {
        if (id == tokenizer.special().endOfSequence()) {
            return END;
        }
        return id < 0 || id >= tokenizer.vocabularySize() ? "#" + id : tokenizer.decode(Tokens.of(id));
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(tokenizer.special().endOfSequence());
    }
}
