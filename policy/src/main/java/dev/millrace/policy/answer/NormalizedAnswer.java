package dev.millrace.policy.answer;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An answer in the form in which answers are compared: Unicode compatibility forms folded, lower case, single spaces, no
 * articles, no punctuation around words, the number words zero to forty as digits and numbers in one spelling. So
 * {@code " Twenty-One ."}, {@code "021"} and {@code "21.0"} are equal.
 *
 * @param text the normalised text; empty if nothing but punctuation and spaces was there
 */
public record NormalizedAnswer(String text) {

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d),(?=\\d{3}(?!\\d))");
    private static final Pattern AROUND = Pattern.compile("^((?!\\.\\d)[^\\p{L}\\p{N}+-])+|[^\\p{L}\\p{N}%]+$");
    private static final List<String> ARTICLES = List.of("a", "an", "the");

    /** Bounded: an exponent or a million digits would be a way to exhaust a scorer's memory. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,30}(\\.\\d{1,30})?|\\.\\d{1,30})");

    /** Normalises; a text that is normalised already stays as it is. */
    public NormalizedAnswer {
        text = String.join(" ", numbersInDigits(words(text)));
    }

    public static NormalizedAnswer of(String text) {
        return new NormalizedAnswer(text);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    private static List<String> words(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        for (String raw : SPACES.split(THOUSANDS.matcher(folded).replaceAll(""))) {
            String word = AROUND.matcher(raw).replaceAll("");
            if (!word.isEmpty() && !ARTICLES.contains(word)) {
                words.add(word);
            }
        }
        return words;
    }

    private static List<String> numbersInDigits(List<String> raw) {
        List<String> words = new ArrayList<>(raw.size());
        int i = 0;
        while (i < raw.size()) {
            // "twenty one" is one number, "twenty" and "one" apart are two.
            int pair = i + 1 < raw.size() ? NumberWords.value(raw.get(i) + "-" + raw.get(i + 1)) : NumberWords.NONE;
            int number = pair != NumberWords.NONE ? pair : NumberWords.value(raw.get(i));
            words.add(number == NumberWords.NONE ? oneSpelling(raw.get(i)) : Integer.toString(number));
            i += pair == NumberWords.NONE ? 1 : 2;
        }
        return words;
    }

    private static String oneSpelling(String word) {
        if (!NUMBER.matcher(word).matches()) {
            return word;
        }
        BigDecimal number = new BigDecimal(word);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
