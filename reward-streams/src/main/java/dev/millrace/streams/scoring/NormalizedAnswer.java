package dev.millrace.streams.scoring;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An answer as it is compared: without case, punctuation and articles, numbers in digits, so that "The answer: Three."
 * differs from "3" but "Three." and "3.0" do not.
 *
 * @param value the words, separated by single spaces; empty if nothing is left
 */
public record NormalizedAnswer(String value) {

    private static final Pattern WORD_BOUNDARY = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d),(?=\\d{3}(?!\\d))");
    private static final Pattern AROUND = Pattern.compile("^((?!\\.\\d)[^\\p{L}\\p{N}+-])+|[^\\p{L}\\p{N}%]+$");

    /** Bounded: an exponent or a million digits would be a way to exhaust the scorer's memory. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,30}(\\.\\d{1,30})?|\\.\\d{1,30})");

    private static final List<String> ARTICLES = List.of("a", "an", "the");
    private static final Map<String, String> NUMBER_WORDS = Map.ofEntries(
            Map.entry("zero", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"),
            Map.entry("eleven", "11"),
            Map.entry("twelve", "12"),
            Map.entry("thirteen", "13"),
            Map.entry("fourteen", "14"),
            Map.entry("fifteen", "15"),
            Map.entry("sixteen", "16"),
            Map.entry("seventeen", "17"),
            Map.entry("eighteen", "18"),
            Map.entry("nineteen", "19"),
            Map.entry("twenty", "20"));

    /** The normal form of a text. */
    public static NormalizedAnswer of(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        for (String raw : WORD_BOUNDARY.split(THOUSANDS.matcher(plain).replaceAll(""))) {
            String word = AROUND.matcher(raw).replaceAll("");
            if (!word.isEmpty() && !ARTICLES.contains(word)) {
                words.add(canonical(word));
            }
        }
        return new NormalizedAnswer(String.join(" ", words));
    }

    private static String canonical(String word) {
        if (!NUMBER.matcher(word).matches()) {
            return NUMBER_WORDS.getOrDefault(word, word);
        }
        BigDecimal number = new BigDecimal(word);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
