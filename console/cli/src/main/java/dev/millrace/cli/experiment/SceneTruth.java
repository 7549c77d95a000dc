package dev.millrace.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** Of a data set whose rows say it in {@code scene}: a list of objects with {@code color} and {@code digit}. */
    static SceneTruth ofFile(Path file) {
        Map<String, Set<String>> words = new HashMap<>();
        JsonMapper json = JsonMapper.builder().build();
        try {
            List<String> lines = Files.readAllLines(file);
            for (String line : lines) {
                if (!line.isBlank()) {
                    JsonNode row = json.readTree(line);
                    Set<String> seen = new HashSet<>();
                    for (JsonNode placed : row.path("scene")) {
                        seen.add(placed.path("color").asText());
                        seen.add(placed.path("digit").asText());
                    }
                    words.put(row.path("id").asText(), seen);
                }
            }
            return new SceneTruth(words);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the scenes of " + file, e);
        }
    }
}
