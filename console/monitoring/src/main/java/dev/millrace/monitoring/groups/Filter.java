package dev.millrace.monitoring.groups;

import java.util.List;
import java.util.Locale;

/**
 * Which groups are wanted. It is written as {@code category:count,sum reward<0.5 version>40 closed:partial text:"how many"
 * scorer.math:failed -task:generation}: all of it has to hold, a comma means "or", and a minus "not".
 */
public sealed interface Filter {

    boolean holds(GroupRow row);

    /**
     * Reads a filter; an empty one takes all.
     *
     * @throws FilterException if it cannot be read
     */
    static Filter parse(String text) throws FilterException {
        return new FilterParser(text).parse();
    }

    /** All of them hold. */
    record All(List<Filter> parts) implements Filter {

        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(GroupRow row) {
            for (Filter part : parts) {
                if (!part.holds(row)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** It does not hold. */
    record Not(Filter part) implements Filter {

        @Override
        public boolean holds(GroupRow row) {
            return !part.holds(row);
        }
    }

    /** The prompt has these characters in it, in any case. */
    record Says(String text) implements Filter {

        public Says {
            text = text.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean holds(GroupRow row) {
            PromptRow prompt = row.prompt();
            return prompt != null && prompt.text().toLowerCase(Locale.ROOT).contains(text);
        }
    }

    /** One of the words of a field is one of these, in any case. */
    record Is(WordField field, List<String> words) implements Filter {

        public Is {
            words = List.copyOf(words);
        }

        @Override
        public boolean holds(GroupRow row) {
            return field.of(row).stream().anyMatch(value -> words.stream().anyMatch(value::equalsIgnoreCase));
        }
    }

    /** A number of the group compares so. */
    record Compares(NumberField field, Comparison how, double with) implements Filter {

        @Override
        public boolean holds(GroupRow row) {
            return how.holds(field.of(row), with);
        }
    }

    /** The mean score of a scorer compares so. */
    record Scores(String scorer, Comparison how, double with) implements Filter {

        @Override
        public boolean holds(GroupRow row) {
            return row.credit()
                    .map(made -> made.means().get(scorer))
                    .filter(mean -> how.holds(mean, with))
                    .isPresent();
        }
    }

    /** A scorer did one of these. */
    record Did(String scorer, List<ScorerState> states) implements Filter {

        public Did {
            states = List.copyOf(states);
        }

        @Override
        public boolean holds(GroupRow row) {
            return states.stream().anyMatch(state -> state.holds(row, scorer));
        }
    }
}
