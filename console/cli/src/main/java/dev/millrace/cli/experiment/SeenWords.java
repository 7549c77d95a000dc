package dev.millrace.cli.experiment;

import dev.millrace.policy.text.TokenText;
import dev.millrace.policy.text.Tokens;
import dev.millrace.scenes.world.DigitColor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tokens of an answer that name what is seen: colours and digits in the thinking. Pure. */
final class SeenWords {

    private static final String THINKING_ENDS = "</think>";
    private static final Set<String> COLORS =
            Arrays.stream(DigitColor.values()).map(DigitColor::word).collect(Collectors.toUnmodifiableSet());

    private SeenWords() {}

    /** Which tokens do; as many as there are. */
    static boolean[] of(TokenText text, Tokens tokens) {
        return of(text.pieces(tokens));
    }

    static boolean[] of(List<String> words) {
        boolean[] seen = new boolean[words.size()];
        boolean thinking = true;
        for (int t = 0; t < seen.length; t++) {
            String word = words.get(t);
            thinking &= !word.equals(THINKING_ENDS);
            seen[t] = thinking && namesWhatIsSeen(word);
        }
        return seen;
    }

    private static boolean namesWhatIsSeen(String word) {
        return COLORS.contains(word) || (word.length() == 1 && Character.isDigit(word.charAt(0)));
    }
}
