package dev.millrace.scenes.qwen;

import dev.millrace.models.qwen.text.BytePieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A byte-level vocabulary learned from texts by joining the commonest pair of neighbours again and again (Sennrich et al., arXiv
 * 1508.07909). The same texts give the same vocabulary.
 *
 * @param pieces all pieces by id: the 256 bytes, then what was joined; each byte written as a printable character
 * @param merges pairs in the order in which they were joined
 */
public record BytePairs(List<String> pieces, List<Pair> merges) {

    /** How Qwen splits a text before pairs are joined: words with the space before them, single digits, punctuation, spaces. */
    public static final String SPLIT = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final Pattern WORDS = Pattern.compile(SPLIT);
    private static final int BYTES = 256;
    private static final int LEAST_COUNT = 2;

    /** Two pieces that become one. */
    public record Pair(String left, String right) {

        String joined() {
            return left + right;
        }
    }

    public BytePairs {
        pieces = List.copyOf(pieces);
        merges = List.copyOf(merges);
    }

    /**
     * Learns from texts.
     *
     * @param most pairs to join; fewer where no pair stands twice any more
     */
    public static BytePairs learn(Iterable<String> texts, int most) {
        List<String> pieces = new ArrayList<>();
        for (int value = 0; value < BYTES; value++) {
            pieces.add(BytePieces.piece(new byte[] {(byte) value}));
        }
        Map<List<String>, Long> words = words(texts);
        List<Pair> merges = new ArrayList<>();
        while (merges.size() < most) {
            Map<Pair, Long> counts = counts(words);
            Pair commonest = counts.entrySet().stream()
                    .filter(entry -> entry.getValue() >= LEAST_COUNT)
                    .max(Map.Entry.<Pair, Long>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey(Comparator.comparing(Pair::left)
                                    .thenComparing(Pair::right)
                                    .reversed())))
                    .map(Map.Entry::getKey)
                    .orElse(null);
            if (commonest == null) {
                break;
            }
            merges.add(commonest);
            if (!pieces.contains(commonest.joined())) {
                pieces.add(commonest.joined());
            }
            words = joined(words, commonest);
        }
        return new BytePairs(pieces, merges);
    }

    /** Words as the characters of their bytes, with how often each stands in the texts. */
    private static Map<List<String>, Long> words(Iterable<String> texts) {
        Map<List<String>, Long> words = new HashMap<>();
        for (String text : texts) {
            Matcher matcher = WORDS.matcher(text);
            while (matcher.find()) {
                String piece = BytePieces.piece(matcher.group().getBytes(StandardCharsets.UTF_8));
                words.merge(List.of(piece.split("")), 1L, Long::sum);
            }
        }
        return words;
    }

    private static Map<Pair, Long> counts(Map<List<String>, Long> words) {
        Map<Pair, Long> counts = new HashMap<>();
        words.forEach((word, count) -> {
            for (int i = 0; i + 1 < word.size(); i++) {
                counts.merge(new Pair(word.get(i), word.get(i + 1)), count, Long::sum);
            }
        });
        return counts;
    }

    private static Map<List<String>, Long> joined(Map<List<String>, Long> words, Pair pair) {
        Map<List<String>, Long> joined = new HashMap<>();
        words.forEach((word, count) -> joined.merge(joined(word, pair), count, Long::sum));
        return joined;
    }

    private static List<String> joined(List<String> word, Pair pair) {
        List<String> joined = new ArrayList<>(word.size());
        for (int i = 0; i < word.size(); i++) {
            boolean stands = i + 1 < word.size()
                    && word.get(i).equals(pair.left())
                    && word.get(i + 1).equals(pair.right());
            joined.add(stands ? pair.joined() : word.get(i));
            if (stands) {
                i++;
            }
        }
        return joined;
    }
}
