package dev.millrace.monitoring.groups;

import dev.millrace.monitoring.groups.FilterScanner.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a filter of what somebody has typed. Used once. */
final class FilterParser {

    static final String TEXT = "text";
    static final String SCORER = "scorer.";

    private static final int MOST_TERMS = 32;

    private final FilterScanner scanner;

    FilterParser(String text) throws FilterException {
        this.scanner = new FilterScanner(text);
    }

    Filter parse() throws FilterException {
        List<Filter> parts = new ArrayList<>();
        for (Optional<Term> term = scanner.next(); term.isPresent(); term = scanner.next()) {
            if (parts.size() == MOST_TERMS) {
                throw term.get().wrong("a filter has at most " + MOST_TERMS + " conditions");
            }
            Filter part = filter(term.get());
            parts.add(term.get().isNegated() ? new Filter.Not(part) : part);
        }
        return parts.size() == 1 ? parts.get(0) : new Filter.All(parts);
    }

    private static Filter filter(Term term) throws FilterException {
        if (term.field().isEmpty()) {
            return new Filter.Says(term.value(0));
        }
        String name = term.field().toLowerCase(Locale.ROOT);
        if (name.equals(TEXT)) {
            term.requireColon();
            return anySays(term);
        }
        if (name.startsWith(SCORER)) {
            return scorer(term, term.field().substring(SCORER.length()));
        }
        Optional<WordField> words = named(WordField.values(), WordField::word, name);
        if (words.isPresent()) {
            term.requireColon();
            return new Filter.Is(words.get(), term.values());
        }
        NumberField number = named(NumberField.values(), NumberField::word, name)
                .orElseThrow(() -> term.wrongField("“" + term.field() + "” is no field. There are " + fields()));
        return compares(term, number);
    }

    /** One of several texts. */
    private static Filter anySays(Term term) {
        List<Filter> none = term.values().stream()
                .<Filter>map(value -> new Filter.Not(new Filter.Says(value)))
                .toList();
        return none.size() == 1 ? new Filter.Says(term.value(0)) : new Filter.Not(new Filter.All(none));
    }

    private static Filter compares(Term term, NumberField field) throws FilterException {
        if (!term.sign().equals(":")) {
            return new Filter.Compares(field, term.comparison(), term.number(0));
        }
        List<Filter> none = new ArrayList<>();
        for (int i = 0; i < term.values().size(); i++) {
            none.add(new Filter.Not(new Filter.Compares(field, Comparison.EQUAL, term.number(i))));
        }
        return none.size() == 1
                ? new Filter.Compares(field, Comparison.EQUAL, term.number(0))
                : new Filter.Not(new Filter.All(none));
    }

    private static Filter scorer(Term term, String scorer) throws FilterException {
        if (scorer.isEmpty()) {
            throw term.wrongField("a scorer's name stands behind “scorer.”, for instance scorer.accuracy<0.5");
        }
        if (!term.sign().equals(":")) {
            return new Filter.Scores(scorer, term.comparison(), term.number(0));
        }
        List<ScorerState> states = new ArrayList<>();
        for (int i = 0; i < term.values().size(); i++) {
            String word = term.value(i).toLowerCase(Locale.ROOT);
            Optional<ScorerState> state = named(ScorerState.values(), ScorerState::word, word);
            if (state.isEmpty()) {
                throw term.wrongValue(
                        "a scorer can have scored, abstained or failed, not “" + term.value(i)
                                + "”; its score compares by <, <=, =, >= or >",
                        i);
            }
            states.add(state.get());
        }
        return new Filter.Did(scorer, states);
    }

    private static <E extends Enum<E>> Optional<E> named(E[] all, Function<E, String> word, String name) {
        return Arrays.stream(all).filter(each -> word.apply(each).equals(name)).findFirst();
    }

    private static String fields() {
        return Stream.of(
                        Stream.of(TEXT),
                        Arrays.stream(WordField.values()).map(WordField::word),
                        Arrays.stream(NumberField.values()).map(NumberField::word),
                        Stream.of(SCORER + "NAME"))
                .flatMap(names -> names)
                .collect(Collectors.joining(", "));
    }
}
