package dev.millrace.streams.scoring.math;

import dev.millrace.policy.answer.NormalizedAnswer;
import dev.millrace.streams.scoring.math.MathAnswer.Infinite;
import dev.millrace.streams.scoring.math.MathAnswer.Quantity;
import dev.millrace.streams.scoring.math.MathAnswer.Sequence;
import dev.millrace.streams.scoring.math.MathAnswer.Several;
import dev.millrace.streams.scoring.math.MathAnswer.Unread;
import dev.millrace.streams.scoring.math.MathAnswer.Words;
import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what an answer is. For one answer, on one thread. */
final class AnswerReader {

    /** Characters of the longest answer that is read. */
    static final int LONGEST = 1_000;

    private static final int MOST_ITEMS = 50;
    private static final int MAX_DEPTH = 8;

    private int depth;
    private boolean incomputable;

    private AnswerReader() {}

    /** What an answer is. */
    static MathAnswer read(String written) {
        if (written.length() > LONGEST) {
            return new Unread("it has more than " + LONGEST + " characters");
        }
        List<MathToken> tokens = TokenList.trimmed(MathLexer.tokens(written));
        if (tokens.isEmpty()) {
            return new Unread("there is nothing to compare");
        }
        AnswerReader reader = new AnswerReader();
        MathAnswer choice = ChoiceReader.read(tokens, reader::valueOrWords);
        return choice != null ? choice : reader.valueOrWords(tokens);
    }

    private MathAnswer valueOrWords(List<MathToken> tokens) {
        MathAnswer value = whole(tokens);
        if (value != null) {
            return value;
        }
        if (incomputable) {
            return new Unread("it has no value, or one beyond all bounds");
        }
        Optional<MathToken> unknown = tokens.stream()
                .filter(token -> token.is(Kind.UNKNOWN) && token.text().startsWith("\\"))
                .findFirst();
        return unknown.isPresent()
                ? new Unread("its " + unknown.get().text() + " is not known here")
                : new Words(
                        NormalizedAnswer.of(tokens.stream().map(MathToken::text).collect(Collectors.joining(" ")))
                                .text());
    }

    /** Null for what is no mathematics. */
    private @Nullable MathAnswer whole(List<MathToken> all) {
        List<MathToken> tokens = TokenList.trimmed(all);
        if (tokens.isEmpty() || !TokenList.isBalanced(tokens) || depth >= MAX_DEPTH) {
            return null;
        }
        depth++;
        List<List<MathToken>> parts = TokenList.split(
                tokens, token -> token.is(Kind.COMMA) || token.is(Kind.SEMICOLON) || token.is(Kind.CONJUNCTION));
        parts.removeIf(List::isEmpty);
        MathAnswer read = parts.size() == 1 ? part(parts.get(0)) : several(parts, false);
        depth--;
        return read;
    }

    private @Nullable MathAnswer several(List<List<MathToken>> parts, boolean braces) {
        List<MathAnswer> items = items(parts);
        return items == null ? null : new Several(braces, items);
    }

    private @Nullable List<MathAnswer> items(List<List<MathToken>> parts) {
        if (parts.size() > MOST_ITEMS) {
            return null;
        }
        List<MathAnswer> items = new ArrayList<>();
        for (List<MathToken> part : parts) {
            MathAnswer item = whole(part);
            if (item == null) {
                return null;
            }
            items.add(item);
        }
        return items;
    }

    /** What has no comma: an equation, an inequality, or a value. */
    private @Nullable MathAnswer part(List<MathToken> tokens) {
        List<MathToken> signs = TokenList.outer(tokens, token -> token.is(Kind.RELATION));
        if (signs.isEmpty()) {
            return value(tokens);
        }
        List<List<MathToken>> sides = TokenList.split(tokens, token -> token.is(Kind.RELATION));
        if (sides.stream().anyMatch(List::isEmpty)) {
            return null;
        }
        if (signs.size() == 1 && signs.get(0).text().equals("in")) {
            return EquationReader.isName(sides.get(0)) ? value(sides.get(1)) : null;
        }
        if (signs.stream().allMatch(sign -> sign.text().equals("="))) {
            return new EquationReader(this::value).read(sides);
        }
        return new Inequality(signs, sides, this::value).read();
    }

    private @Nullable MathAnswer value(List<MathToken> tokens) {
        if (tokens.size() == 1 && tokens.get(0).is(Kind.EMPTY_SET)) {
            return new Several(true, List.of());
        }
        List<List<MathToken>> union = TokenList.split(tokens, token -> token.is(Kind.UNION));
        if (union.size() > 1) {
            return several(union, true);
        }
        MathAnswer enclosed = enclosed(tokens);
        if (enclosed != null) {
            return enclosed;
        }
        if (TokenList.has(tokens, Kind.PLUS_MINUS)) {
            return plusMinus(tokens);
        }
        List<List<MathToken>> ratio = TokenList.split(tokens, token -> token.is(Kind.COLON));
        if (ratio.size() > 1) {
            List<MathAnswer> items = ratio.stream().anyMatch(List::isEmpty) ? null : items(ratio);
            return items == null ? null : new Sequence(":", ":", items);
        }
        return infinite(tokens) ? new Infinite(!tokens.get(0).is(Kind.MINUS)) : quantity(tokens);
    }

    private static boolean infinite(List<MathToken> tokens) {
        boolean signed = tokens.get(0).is(Kind.MINUS) || tokens.get(0).is(Kind.PLUS);
        return tokens.size() == (signed ? 2 : 1)
                && tokens.get(tokens.size() - 1).is(Kind.INFINITY);
    }

    /** A point, an interval or a set; null for brackets around one thing, which are those of a formula. */
    private @Nullable MathAnswer enclosed(List<MathToken> tokens) {
        if (!TokenList.isEnclosed(tokens) || depth >= MAX_DEPTH) {
            return null;
        }
        String open = tokens.get(0).text();
        String close = tokens.get(tokens.size() - 1).text();
        List<MathToken> inner = tokens.subList(1, tokens.size() - 1);
        boolean set = open.equals("{") && close.equals("}");
        if (inner.isEmpty()) {
            return set ? new Several(true, List.of()) : null;
        }
        List<List<MathToken>> parts = TokenList.split(inner, token -> token.is(Kind.COMMA) || token.is(Kind.SEMICOLON));
        if (parts.size() == 1 && !set) {
            return TokenList.has(inner, Kind.RELATION) ? whole(inner) : null;
        }
        if (parts.size() == 1 && tokens.get(0).is(Kind.GROUP_OPEN)) {
            return whole(inner);
        }
        if (parts.stream().anyMatch(List::isEmpty)) {
            return null;
        }
        depth++;
        List<MathAnswer> items = items(parts);
        depth--;
        if (items == null) {
            return null;
        }
        return set ? new Several(true, items) : new Sequence(open, close, items);
    }

    /** Both values of what has one sign of plus or minus. */
    private @Nullable MathAnswer plusMinus(List<MathToken> tokens) {
        List<MathToken> plus = new ArrayList<>(tokens);
        List<MathToken> minus = new ArrayList<>(tokens);
        int signs = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is(Kind.PLUS_MINUS)) {
                signs++;
                plus.set(i, new MathToken(Kind.PLUS, "+", true));
                minus.set(i, new MathToken(Kind.MINUS, "-", true));
            }
        }
        MathAnswer one = signs == 1 ? quantity(plus) : null;
        MathAnswer other = signs == 1 ? quantity(minus) : null;
        return one == null || other == null ? null : new Several(false, List.of(one, other));
    }

    private @Nullable MathAnswer quantity(List<MathToken> tokens) {
        boolean money = tokens.get(0).is(Kind.CURRENCY);
        boolean debt = tokens.size() > 1
                && tokens.get(0).is(Kind.MINUS)
                && tokens.get(1).is(Kind.CURRENCY);
        List<MathToken> rest = new ArrayList<>(tokens);
        if (money || debt) {
            rest.remove(money ? 0 : 1);
        }
        boolean written = rest.stream().anyMatch(token -> !token.is(Kind.WORD) && !token.is(Kind.STOP));
        FormulaReader reader = new FormulaReader(rest);
        if (rest.isEmpty() || !written || !reader.read()) {
            return null;
        }
        Optional<String> behind = Units.of(rest.subList(reader.end(), rest.size()));
        if (behind.isEmpty() || (!behind.get().isEmpty() && !reader.variables().isEmpty())) {
            return null;
        }
        Optional<Formula> formula = Formula.of(reader.source(), new TreeSet<>(reader.variables()));
        incomputable |= formula.isEmpty();
        String unit = money || debt ? tokens.get(money ? 0 : 1).text() : behind.get();
        return formula.<MathAnswer>map(value -> new Quantity(value, unit)).orElse(null);
    }
}
