package dev.millrace.models.mot;

import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.text.WordTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small policies, prompts and responses for tests; everything is drawn from a given seed. */
public final class PolicyFixture {

    public static final WordTokenizer TOKENIZER = WordTokenizer.builtIn();

    private static final List<String> QUESTIONS = List.of(
            "What digit is shown?",
            "How many 9s are there?",
            "Is the 8 right of the 0?",
            "What is the sum of the digits?",
            "7?");

    private PolicyFixture() {}

    /** Two layers of width 32, 16×16 images in four patches. */
    public static PolicyConfig smallConfig() {
        return PolicyConfig.answering(2, 32, 2, 48, 16, 8, 3, TOKENIZER.vocabularySize(), 12, 12, false);
    }

    /** Fresh weights with a larger output matrix: freshly initialised ones predict almost uniformly and hide errors. */
    public static PolicyWeights sharpWeights(PolicyConfig config, long seed) {
        Map<String, Tensor> tensors = ParameterLayout.initialize(config, seed);
        tensors.computeIfPresent("head", (name, head) -> {
            float[] values = head.toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 10;
            }
            return Tensor.ofFloats(head.shape(), values);
        });
        return PolicyWeights.of(config, PolicyVersion.INITIAL, tensors);
    }

    public static Pixels image(PolicyConfig config, long seed) {
        Random random = new Random(seed);
        float[] values = new float[config.imageValues()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return Pixels.of(config.imageSize(), config.imageSize(), config.channels(), values);
    }

    /** A prompt with an image and one of the questions, of different lengths. */
    public static ModelPrompt prompt(PolicyConfig config, int number) {
        return new ModelPrompt(
                TOKENIZER.encode(QUESTIONS.get(number % QUESTIONS.size())), Optional.of(image(config, number)));
    }

    public static ModelPrompt textPrompt(int number) {
        return new ModelPrompt(TOKENIZER.encode(QUESTIONS.get(number % QUESTIONS.size())), Optional.empty());
    }

    public static List<ModelPrompt> prompts(PolicyConfig config, int count) {
        List<ModelPrompt> prompts = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            prompts.add(prompt(config, number));
        }
        return prompts;
    }

    /** Random tokens of random length up to {@code longest}. */
    public static Tokens response(Random random, int longest) {
        int[] ids = new int[1 + random.nextInt(longest)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(TOKENIZER.vocabularySize());
        }
        return Tokens.of(ids);
    }
}
