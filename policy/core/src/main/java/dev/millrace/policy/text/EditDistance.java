package dev.millrace.policy.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Levenshtein's distance: the fewest insertions, deletions and replacements that turn one word into another. */
public final class EditDistance {

    private EditDistance() {}

    /** The word that is nearest to another, if no more than a third of its letters, and at least two, have to change. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(each -> between(word, each)))
                .filter(each -> between(word, each) <= Math.max(2, each.length() / 3));
    }

    /** How many edits turn one into the other. */
    public static int between(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
