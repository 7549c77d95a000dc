package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathAnswer.Choice;
import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the letters of options: B, (B), b), Option B, (B) 42, B. red, A and C, ACD. Pure. */
final class ChoiceReader {

    private static final Set<String> ANNOUNCED = Set.of("option", "choice", "answer", "ans");

    /** The last letter that an option has. */
    private static final char LAST = 'H';

    private ChoiceReader() {}

    /**
     * What was chosen.
     *
     * @param rest reads what stands behind the letter
     * @return null if it is no choice
     */
    static @Nullable Choice read(List<MathToken> all, Function<List<MathToken>, MathAnswer> rest) {
        MathToken first = all.get(0);
        boolean announced =
                first.is(Kind.WORD) && ANNOUNCED.contains(first.text().toLowerCase(Locale.ROOT)) && all.size() > 1;
        List<MathToken> tokens = announced ? TokenList.trimmed(all.subList(1, all.size())) : all;
        if (tokens.isEmpty()) {
            return null;
        }
        SortedSet<String> several = letters(tokens);
        if (!several.isEmpty()) {
            return new Choice(several, null);
        }
        int letter = tokens.get(0).is(Kind.OPEN) ? 1 : 0;
        if (letter >= tokens.size() || !isOption(tokens.get(letter))) {
            return null;
        }
        int behind = letter + 1;
        boolean closed = behind < tokens.size() && tokens.get(behind).is(Kind.CLOSE);
        boolean marked = closed || (letter == 0 && behind < tokens.size() && isMark(tokens.get(behind)));
        if (!marked) {
            return null;
        }
        SortedSet<String> chosen =
                new TreeSet<>(Set.of(tokens.get(letter).text().toUpperCase(Locale.ROOT)));
        List<MathToken> text = TokenList.trimmed(tokens.subList(behind + 1, tokens.size()));
        if (text.isEmpty()) {
            return new Choice(chosen, null);
        }
        // (x)(y) is a product, and so is what follows without a space.
        return text.get(0).apart() ? new Choice(chosen, rest.apply(text)) : null;
    }

    /** All letters, where there is nothing else but what joins them. */
    private static SortedSet<String> letters(List<MathToken> tokens) {
        SortedSet<String> letters = new TreeSet<>();
        for (MathToken token : tokens) {
            if (token.is(Kind.LETTER) && isCapital(token)) {
                letters.add(token.text());
            } else if (token.is(Kind.WORD) && isAscending(token.text())) {
                token.text().chars().forEach(c -> letters.add(Character.toString(c)));
            } else if (!token.is(Kind.COMMA) && !token.is(Kind.CONJUNCTION) && !token.is(Kind.SEMICOLON)) {
                return new TreeSet<>();
            }
        }
        return letters;
    }

    private static boolean isCapital(MathToken token) {
        return token.text().length() == 1
                && token.text().charAt(0) >= 'A'
                && token.text().charAt(0) <= LAST;
    }

    private static boolean isOption(MathToken token) {
        return token.is(Kind.LETTER)
                && token.text().length() == 1
                && token.text().toUpperCase(Locale.ROOT).charAt(0) >= 'A'
                && token.text().toUpperCase(Locale.ROOT).charAt(0) <= LAST;
    }

    private static boolean isMark(MathToken token) {
        return token.is(Kind.STOP) || token.is(Kind.COLON);
    }

    /** Whether it is letters of options in their order: ACD, not BAD. */
    private static boolean isAscending(String word) {
        for (int i = 0; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (letter < 'A' || letter > LAST || (i > 0 && letter <= word.charAt(i - 1))) {
                return false;
            }
        }
        return true;
    }
}
