package dev.millrace.policy.text;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What tokens are to a reader. Implementations are safe for all threads. Whoever opens one closes it. */
public interface TokenText extends AutoCloseable {

    /** The text of a response, end marks left out. */
    String decode(Tokens tokens);

    /** What each token of a response is to a reader: as many strings as tokens. */
    List<String> pieces(Tokens tokens);

    /** The ids that end a response. */
    Set<Integer> stopIds();

    /** Frees what it holds outside the heap; most hold nothing there. */
    @Override
    default void close() {
        // Nothing to free.
    }

    /** Shows ids, for a reader who has no checkpoint at hand. */
    static TokenText ids() {
        return new TokenText() {
            @Override
            public String decode(Tokens tokens) {
                return String.join(" ", pieces(tokens));
            }

            @Override
            public List<String> pieces(Tokens tokens) {
                return IntStream.range(0, tokens.length())
                        .mapToObj(position -> "#" + tokens.at(position))
                        .toList();
            }

            @Override
            public Set<Integer> stopIds() {
                return Set.of();
            }
        };
    }
}
