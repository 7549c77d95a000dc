package dev.millrace.monitoring.groups;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a filter can be made of.
 *
 * @param words by field of words, the values that there are, each with the number of its groups
 * @param numbers by field of numbers, what it is
 * @param scorers the scorers that have scored or failed, with the number of their groups
 */
public record GroupFacets(
        Map<String, Map<String, Integer>> words, Map<String, String> numbers, Map<String, Integer> scorers) {

    private static final int MOST = 50;

    /** Ids are too many to be suggested. */
    private static final List<WordField> SUGGESTED =
            List.of(WordField.CATEGORY, WordField.TASK, WordField.CLOSED, WordField.REASON, WordField.BY);

    /** Those of rows. Pure. */
    public static GroupFacets of(Collection<GroupRow> rows) {
        Map<String, Map<String, Integer>> words = new LinkedHashMap<>();
        for (WordField field : SUGGESTED) {
            words.put(field.word(), counted(rows.stream().flatMap(row -> field.of(row).stream()
                    .distinct())));
        }
        Map<String, String> numbers = new LinkedHashMap<>();
        Arrays.stream(NumberField.values()).forEach(field -> numbers.put(field.word(), field.words()));
        return new GroupFacets(words, numbers, counted(rows.stream().flatMap(GroupFacets::scorers)));
    }

    private static Stream<String> scorers(GroupRow row) {
        return Stream.concat(
                        row.failed().stream(), row.credit().stream().flatMap(made -> made.means().keySet().stream()))
                .distinct();
    }

    /** The most frequent ones. */
    private static Map<String, Integer> counted(Stream<String> values) {
        Map<String, Integer> counts = new TreeMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }
}
