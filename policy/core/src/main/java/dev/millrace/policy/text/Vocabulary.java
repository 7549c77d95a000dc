package dev.millrace.policy.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The words of a word-level tokenizer; a word's id is its place in the list. Places named {@code <reserved-N>} are kept
 * free, so that words can be added without changing the shape of a trained model.
 */
public final class Vocabulary {

    private static final String RESOURCE = "vocabulary.json";

    private final List<String> words;
    private final Map<String, Integer> ids;

    private Vocabulary(List<String> words) {
        this.words = List.copyOf(words);
        this.ids = new HashMap<>();
        for (int id = 0; id < words.size(); id++) {
            Integer earlier = ids.put(words.get(id), id);
            if (earlier != null) {
                throw new IllegalArgumentException(
                        "vocabulary has '" + words.get(id) + "' twice, at " + earlier + " and " + id);
            }
        }
    }

    /** A vocabulary of these words. */
    public static Vocabulary of(List<String> words) {
        return new Vocabulary(words);
    }

    /** The vocabulary of the policy that ships with this module, of 256 places. */
    public static Vocabulary builtIn() {
        return resource(RESOURCE);
    }

    private static Vocabulary resource(String name) {
        try (InputStream in = Vocabulary.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from the policy module");
            }
            return new Vocabulary(
                    JsonMapper.builder().build().readValue(in, Words.class).words());
        } catch (IOException e) {
            throw new IllegalStateException("the resource " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    public int size() {
        return words.size();
    }

    /** The word with this id. */
    public String word(int id) {
        return words.get(id);
    }

    /** The id of a word, if it has one. */
    public OptionalInt id(String word) {
        Integer id = ids.get(word);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The id of a word.
     *
     * @throws IllegalArgumentException naming the word, if it is missing
     */
    public int require(String word) {
        return id(word).orElseThrow(() -> new IllegalArgumentException("vocabulary lacks '" + word + "'"));
    }

    private record Words(List<String> words) {}
}
