package dev.millrace.cli.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.policy.dataset.DataConfig;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The colours and digits that really are on the images of a data set, by the id of the prompt. Never an input of a policy.
 *
 * @param words words by prompt
 */
public record SceneTruth(Map<String, Set<String>> words) {

    public SceneTruth {
        words = Map.copyOf(words);
    }

    /** Whether a word names something on the image of a prompt; false where nothing is known of it. */
    boolean shows(String prompt, String word) {
        return words.getOrDefault(prompt, Set.of()).contains(word);
    }

    /** Of the first held-out scenes. */
    static SceneTruth ofHeldOutScenes(int count) {
        Map<String, Set<String>> words = new HashMap<>();
        ScenePrompts.heldOutScenes(count).forEach((id, scene) -> words.put(id, words(scene)));
        return new SceneTruth(words);
    }

    private static Set<String> words(Scene scene) {
        Set<String> words = new HashSet<>();
        for (PlacedDigit placed : scene.digits()) {
            words.add(placed.color().word());
            words.add(Integer.toString(placed.digit()));
        }
        return words;
    }

    /** Of a data set whose rows say it in a column {@code scene}: a list of objects with {@code color} and {@code digit}. */
    static SceneTruth ofFile(Path file, DataConfig config) {
        Map<String, Set<String>> words = new HashMap<>();
        JsonMapper json = JsonMapper.builder().build();
        try (Stream<DatasetEntry> entries = DatasetReader.stream(file, config.withoutAnswers())) {
            entries.forEach(entry -> words.put(entry.id(), words(json, entry)));
            return new SceneTruth(words);
        }
    }

    private static Set<String> words(JsonMapper json, DatasetEntry entry) {
        Set<String> seen = new HashSet<>();
        try {
            for (JsonNode placed : json.readTree(entry.columns().getOrDefault("scene", "[]"))) {
                seen.add(placed.path("color").asText());
                seen.add(placed.path("digit").asText());
            }
            return seen;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column of " + entry.id() + " is no JSON", e);
        }
    }
}
