package dev.millrace.policy.answer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An answer in the form in which answers are compared: Unicode compatibility forms folded, lower case, single spaces, no
 * trailing punctuation, the number words zero to forty as digits, no leading zeros. So {@code " Twenty-One ."} and
 * {@code "021"} are equal.
 *
 * @param text the normalised text; empty if nothing but punctuation and spaces was there
 */
public record NormalizedAnswer(String text) {

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern TRAILING = Pattern.compile("[\\s\\p{Z}.,;:!?\\u2026\\u3002]+$");
    private static final Pattern LEADING_ZEROS = Pattern.compile("^(-?)0+(?=[0-9]+$)");

    /** Normalises; a text that is normalised already stays as it is. */
    public NormalizedAnswer {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String bare = TRAILING.matcher(folded).replaceFirst("").strip();
        text = bare.isEmpty() ? "" : String.join(" ", words(bare));
    }

    public static NormalizedAnswer of(String text) {
        return new NormalizedAnswer(text);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    private static List<String> words(String text) {
        String[] raw = SPACES.split(text);
        List<String> words = new ArrayList<>(raw.length);
        int i = 0;
        while (i < raw.length) {
            // "twenty one" is one number, "twenty" and "one" apart are two.
            int pair = i + 1 < raw.length ? NumberWords.value(raw[i] + "-" + raw[i + 1]) : NumberWords.NONE;
            int number = pair != NumberWords.NONE ? pair : NumberWords.value(raw[i]);
            words.add(number == NumberWords.NONE ? withoutLeadingZeros(raw[i]) : Integer.toString(number));
            i += pair == NumberWords.NONE ? 1 : 2;
        }
        return words;
    }

    private static String withoutLeadingZeros(String word) {
        return LEADING_ZEROS.matcher(word).replaceFirst("$1");
    }
}
