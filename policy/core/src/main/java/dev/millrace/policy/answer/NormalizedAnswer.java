package dev.millrace.policy.answer;

import dev.millrace.policy.answer.AnswerToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the form in which answers are compared, as docs/answers.md specifies it: two answers are the same if they
 * are written the same but for case, spaces, articles, punctuation that says nothing, number words and the spelling of
 * numbers. Nothing is computed, and no symbol that carries a meaning is left out. So {@code " Twenty-One ."}, {@code
 * "021"} and {@code "21.0"} are equal, and {@code "-5"}, {@code "5"} and {@code "5%"} are not.
 *
 * <p>Takes time linear in the length of the text, whatever stands in it.
 *
 * @param text the normalised text; empty if nothing but punctuation and spaces was there
 */
public record NormalizedAnswer(String text) {

    private static final Set<String> CONJUNCTIONS = Set.of("and", "or");

    /** Normalises. */
    public NormalizedAnswer {
        List<AnswerToken> tokens = AnswerPunctuation.removed(AnswerLexer.tokens(CharacterFolding.fold(text)));
        text = joined(withPlainSigns(numbersInDigits(withoutArticles(tokens))));
    }

    public static NormalizedAnswer of(String text) {
        return new NormalizedAnswer(text);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    private static List<AnswerToken> numbersInDigits(List<AnswerToken> raw) {
        List<AnswerToken> tokens = new ArrayList<>(raw.size());
        int i = 0;
        while (i < raw.size()) {
            // "twenty one" and "twenty-one" are one number; "forty-one" and "one-way" are words.
            int second = hyphenBetween(raw, i, i + 2) ? i + 2 : i + 1;
            int pair = second < raw.size()
                    ? NumberWords.value(
                            raw.get(i).text() + "-" + raw.get(second).text())
                    : NumberWords.NONE;
            boolean alone = second == i + 1 && !hyphenBetween(raw, i - 2, i);
            int number = pair == NumberWords.NONE && alone
                    ? NumberWords.value(raw.get(i).text())
                    : pair;
            tokens.add(
                    number == NumberWords.NONE
                            ? raw.get(i)
                            : new AnswerToken(
                                    Kind.NUMBER,
                                    Integer.toString(number),
                                    raw.get(i).attached()));
            i = pair == NumberWords.NONE ? i + 1 : second + 1;
        }
        return tokens;
    }

    private static boolean hyphenBetween(List<AnswerToken> tokens, int first, int second) {
        return first >= 0
                && second < tokens.size()
                && tokens.get(first).isWritten()
                && tokens.get(first + 1).is("-")
                && tokens.get(first + 1).attached()
                && tokens.get(second).isWritten()
                && tokens.get(second).attached();
    }

    /** A plus before a number and a minus before zero say nothing, where there is nothing to add to or subtract from. */
    private static List<AnswerToken> withPlainSigns(List<AnswerToken> raw) {
        List<AnswerToken> tokens = new ArrayList<>(raw.size());
        for (int i = 0; i < raw.size(); i++) {
            AnswerToken token = raw.get(i);
            boolean number = i + 1 < raw.size() && raw.get(i + 1).is(Kind.NUMBER);
            boolean begins = tokens.isEmpty()
                    || tokens.get(tokens.size() - 1).is(Kind.OPENING)
                    || tokens.get(tokens.size() - 1).is("=");
            boolean empty =
                    token.is("+") || (token.is("-") && number && raw.get(i + 1).is("0"));
            if (!(number && begins && empty)) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    /** Backwards, since what an article stands before may be an article. Something stays in any case. */
    private static List<AnswerToken> withoutArticles(List<AnswerToken> raw) {
        Deque<AnswerToken> tokens = new ArrayDeque<>(raw.size());
        for (int i = raw.size() - 1; i >= 0; i--) {
            boolean alone = i == 0 && tokens.isEmpty();
            if (alone || !isArticle(raw.get(i), tokens.peekFirst())) {
                tokens.addFirst(raw.get(i));
            }
        }
        return List.copyOf(tokens);
    }

    /** A letter alone, or beside another letter, is an option: A; A, C; A and B. */
    private static boolean isArticle(AnswerToken token, @Nullable AnswerToken behind) {
        return switch (token.text()) {
            case "the", "an" -> true;
            case "a" ->
                behind != null
                        && (behind.is(Kind.NUMBER)
                                || (behind.is(Kind.WORD)
                                        && behind.text().length() > 1
                                        && !CONJUNCTIONS.contains(behind.text())));
            default -> false;
        };
    }

    private static String joined(List<AnswerToken> tokens) {
        if (tokens.size() == 1 && tokens.get(0).is(Kind.LABEL)) {
            // Nothing but an article stood behind it.
            return tokens.get(0).text().substring(0, tokens.get(0).text().length() - 1);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            boolean apart = i > 0
                    && (tokens.get(i - 1).is(Kind.SEPARATOR)
                            || tokens.get(i - 1).is(Kind.LABEL)
                            || (tokens.get(i - 1).isWritten() && tokens.get(i).isWritten()));
            text.append(apart ? " " : "").append(tokens.get(i).text());
        }
        return text.toString();
    }
}
