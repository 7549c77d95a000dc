package dev.millrace.policy.answer;

import dev.millrace.policy.answer.AnswerToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Takes away the punctuation that says nothing: what stands around the whole answer, brackets that enclose no list and
 * stand beside no symbol, commas that are not between numbers. In time linear in the tokens. For one answer, on one
 * thread.
 */
final class AnswerPunctuation {

    private static final int NONE = -1;

    /** Marks of emphasis and of formulas, which come in pairs around an answer. */
    private static final Set<String> EMPHASIS = Set.of("*", "$");

    private static final Set<String> LABELS = Set.of(".", ":");

    private final List<AnswerToken> tokens;
    private final boolean[] kept;
    /** The bracket that closes or opens the one at an index, whatever its form: intervals are half open. */
    private final int[] partner;
    /** Whether a bracket encloses a list, by the index of the opening one. */
    private final boolean[] list;

    private AnswerPunctuation(List<AnswerToken> tokens) {
        this.tokens = tokens;
        this.kept = new boolean[tokens.size()];
        this.partner = new int[tokens.size()];
        this.list = new boolean[tokens.size()];
    }

    /** The tokens that say something; an option's letter before its text has a bracket: {@code b)}. */
    static List<AnswerToken> removed(List<AnswerToken> tokens) {
        return new AnswerPunctuation(tokens).remove();
    }

    private List<AnswerToken> remove() {
        pairBrackets();
        int first = 0;
        int last = tokens.size() - 1;
        while (first <= last) {
            if (saysNothing(first)) {
                first++;
            } else if (saysNothing(last)) {
                last--;
            } else if (first < last && isPair(first, last)) {
                first++;
                last--;
            } else {
                break;
            }
        }
        for (int i = first; i <= last; i++) {
            kept[i] = isKept(i, first, last);
        }
        return rest(first, last);
    }

    private void pairBrackets() {
        Arrays.fill(partner, NONE);
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            AnswerToken token = tokens.get(i);
            if (token.is(Kind.OPENING)) {
                open.push(i);
            } else if (token.is(Kind.CLOSING) && !open.isEmpty()) {
                int opening = open.pop();
                partner[i] = opening;
                partner[opening] = i;
                if (!open.isEmpty()) {
                    list[open.peek()] |= list[opening];
                }
            } else if (token.is(Kind.SEPARATOR) && !open.isEmpty() && i + 1 < tokens.size()) {
                list[open.peek()] |= separates(tokens.get(i - 1), token, tokens.get(i + 1));
            }
        }
    }

    private boolean saysNothing(int index) {
        AnswerToken token = tokens.get(index);
        return token.is(Kind.PUNCTUATION)
                || token.is(Kind.SEPARATOR)
                || ((token.is(Kind.OPENING) || token.is(Kind.CLOSING)) && partner[index] == NONE);
    }

    private boolean isPair(int first, int last) {
        AnswerToken token = tokens.get(first);
        return token.is(Kind.OPENING)
                ? partner[first] == last && !list[first]
                : EMPHASIS.contains(token.text()) && tokens.get(last).is(token.text());
    }

    private boolean isKept(int index, int first, int last) {
        AnswerToken token = tokens.get(index);
        return switch (token.kind()) {
            case WORD, LABEL, NUMBER, SYMBOL -> true;
            case PUNCTUATION -> false;
            // What it stands between is known when the brackets are gone.
            case SEPARATOR -> true;
            case OPENING, CLOSING ->
                partner[index] != NONE
                        && changesValue(Math.min(index, partner[index]), Math.max(index, partner[index]), first, last);
        };
    }

    /** Whether a comma or the like stands between two numbers, or before a sign: (3, -5) is not 3-5. */
    private static boolean separates(AnswerToken before, AnswerToken separator, AnswerToken behind) {
        if (behind.is("-") || behind.is("+")) {
            return !separator.is(":") && !before.is(Kind.OPENING) && !before.is(Kind.SEPARATOR);
        }
        return (before.is(Kind.NUMBER) || before.is(Kind.CLOSING) || before.is(Kind.SYMBOL))
                && (behind.is(Kind.NUMBER) || behind.is(Kind.OPENING));
    }

    /** Whether brackets enclose a list, or stand beside what reads them: f(x), 2(3+4), (1+2)*3. */
    private boolean changesValue(int opening, int closing, int first, int last) {
        return list[opening]
                || (opening > first
                        && (isAttached(opening) || tokens.get(opening - 1).is(Kind.SYMBOL)))
                || (closing < last
                        && (isAttached(closing + 1) || tokens.get(closing + 1).is(Kind.SYMBOL)));
    }

    private boolean isAttached(int index) {
        Kind kind = tokens.get(index).kind();
        Kind before = tokens.get(index - 1).kind();
        return tokens.get(index).attached()
                && kind != Kind.PUNCTUATION
                && kind != Kind.SEPARATOR
                && (kind == Kind.OPENING
                        ? before == Kind.WORD || before == Kind.NUMBER || before == Kind.CLOSING
                        : kind != Kind.CLOSING);
    }

    private List<AnswerToken> rest(int first, int last) {
        List<AnswerToken> rest = new ArrayList<>(last - first + 1);
        int from = first;
        int letter = tokens.isEmpty() || first > last || !tokens.get(first).is(Kind.OPENING) ? first : first + 1;
        int behind = letter + 1;
        if (behind < last && isLabel(letter, behind)) {
            rest.add(new AnswerToken(Kind.LABEL, tokens.get(letter).text() + ")", false));
            from = behind + 1;
        }
        for (int i = from; i <= last; i++) {
            if (kept[i]) {
                rest.add(tokens.get(i));
            }
        }
        return withoutSeparators(rest);
    }

    private static List<AnswerToken> withoutSeparators(List<AnswerToken> tokens) {
        List<AnswerToken> rest = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            AnswerToken token = tokens.get(i);
            boolean said = !token.is(Kind.SEPARATOR)
                    || (!rest.isEmpty()
                            && i + 1 < tokens.size()
                            && separates(rest.get(rest.size() - 1), token, tokens.get(i + 1)));
            if (said) {
                rest.add(token);
            }
        }
        return rest;
    }

    /** Whether an option's letter stands before its text: (B) red, B. red, B: red. */
    private boolean isLabel(int letter, int mark) {
        AnswerToken word = tokens.get(letter);
        AnswerToken sign = tokens.get(mark);
        return word.is(Kind.WORD)
                && word.text().codePointCount(0, word.text().length()) == 1
                && sign.attached()
                && (sign.is(Kind.CLOSING) || LABELS.contains(sign.text()))
                && !tokens.get(mark + 1).attached();
    }
}
