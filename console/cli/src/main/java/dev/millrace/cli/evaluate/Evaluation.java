package dev.millrace.cli.evaluate;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often a policy was right.
 *
 * @param counts by category, in alphabetical order
 */
public record Evaluation(SortedMap<String, Count> counts) {

    /** Prompts without a category are counted under this name. */
    public static final String OTHER = "other";

    public Evaluation {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** @param judged one entry per prompt */
    public static Evaluation of(List<Judged> judged) {
        TreeMap<String, Count> counts = new TreeMap<>();
        for (Judged one : judged) {
            counts.merge(one.category(), new Count(one.isRight() ? 1 : 0, 1), Count::plus);
        }
        return new Evaluation(counts);
    }

    /** The same of answers as they were judged. */
    public static Evaluation ofAnswers(List<JudgedAnswer> answers) {
        return of(answers.stream()
                .map(answer -> new Judged(answer.item().category(), answer.isRight()))
                .toList());
    }

    /** Right answers of all prompts, as a fraction of 1; 0 where there are none. */
    public double overall() {
        return total().fraction();
    }

    /** The mean of the categories' fractions, each counting the same, as GenEval's overall score; 0 where there are none. */
    public double categoryMean() {
        return counts.values().stream().mapToDouble(Count::fraction).average().orElse(0);
    }

    /** All prompts together. */
    public Count total() {
        return counts.values().stream().reduce(new Count(0, 0), Count::plus);
    }

    /** Right answers by category, as fractions of 1. */
    public SortedMap<String, Double> categories() {
        SortedMap<String, Double> fractions = new TreeMap<>();
        for (Map.Entry<String, Count> entry : counts.entrySet()) {
            fractions.put(entry.getKey(), entry.getValue().fraction());
        }
        return fractions;
    }

    /**
     * One prompt and its verdict.
     *
     * @param category of the prompt
     * @param isRight whether the answer was accepted
     */
    public record Judged(String category, boolean isRight) {}

    /** @param right of {@code all} */
    public record Count(int right, int all) {

        Count plus(Count other) {
            return new Count(right + other.right, all + other.all);
        }

        /** From 0 to 1. */
        public double fraction() {
            return all == 0 ? 0 : (double) right / all;
        }
    }
}
