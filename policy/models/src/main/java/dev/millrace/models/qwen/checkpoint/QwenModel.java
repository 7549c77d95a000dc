package dev.millrace.models.qwen.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.models.qwen.config.ImageProcessing;
import dev.millrace.models.qwen.config.ImageProcessingReader;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.checkpoint.ModelSource;
import java.util.Set;

/**
 * What fixes the meaning of inputs and weights: it stands as JSON in the manifest of weights.
 *
 * @param config the architecture
 * @param tied whether the output layer is the embedding
 * @param processing how images are made ready, on which the number of their tokens depends
 */
public record QwenModel(QwenConfig config, boolean tied, ImageProcessing processing) {

    /** The family's name. */
    public static final String FAMILY = "qwen";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The model of a checkpoint; errors as its readers. */
    public static QwenModel read(ModelSource checkpoint) {
        QwenConfig config = QwenConfigReader.read(checkpoint);
        boolean tied = QwenFiles.of(AdapterBase.weights(checkpoint), config).isTied();
        return new QwenModel(config, tied, ImageProcessingReader.read(checkpoint, config));
    }

    /** @throws IllegalArgumentException saying why it is none */
    public static QwenModel parse(String json) {
        try {
            return JSON.readValue(json, QwenModel.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "its architecture cannot be read: " + e.getOriginalMessage() + ": " + json, e);
        }
    }

    /** As it stands in a manifest, in one line. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an architecture of numbers and names is always valid JSON", e);
        }
    }

    /** Half of the positions are a prompt's, half an answer's, so that one that fits has room for any answer that is allowed. */
    public int longestPrompt() {
        return config.text().maxPositions() - longestAnswer();
    }

    private int longestAnswer() {
        return config.text().maxPositions() / 2;
    }

    /** What others must know of it. */
    public PolicyDescription describe() {
        return new PolicyDescription(
                FAMILY,
                toJson(),
                config.text().vocabulary(),
                longestPrompt(),
                longestAnswer(),
                Set.of(
                        Ability.SEES_ANY_SIZE,
                        Ability.MEASURES_DEPENDENCY,
                        Ability.MEASURES_GIVEN_ANSWERS,
                        Ability.GIVES_ENTROPIES,
                        Ability.REPEATS_BY_SEED,
                        Ability.FILTERS_TOKENS,
                        Ability.STOPS_AT_TEXT));
    }
}
