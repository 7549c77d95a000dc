package dev.millrace.policy.answer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The English words of the numbers 0 to 40. */
final class NumberWords {

    /** What {@link #value} says of a word that is no number. */
    static final int NONE = -1;

    private static final List<String> TO_TWENTY = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty");

    private static final Map<String, Integer> VALUES = values();

    private NumberWords() {}

    /** The number that a lower-case word means, from 0 to 40 (21 is {@code twenty-one}), or {@link #NONE}. */
    static int value(String word) {
        return VALUES.getOrDefault(word, NONE);
    }

    private static Map<String, Integer> values() {
        Map<String, Integer> values = new HashMap<>();
        for (int i = 0; i < TO_TWENTY.size(); i++) {
            values.put(TO_TWENTY.get(i), i);
        }
        values.put("thirty", 30);
        values.put("forty", 40);
        for (int unit = 1; unit <= 9; unit++) {
            values.put("twenty-" + TO_TWENTY.get(unit), 20 + unit);
            values.put("thirty-" + TO_TWENTY.get(unit), 30 + unit);
        }
        return Map.copyOf(values);
    }
}
