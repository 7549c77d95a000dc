package dev.millrace.models.mot;

import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.prompt.MotInputs;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat.EncodedPrompt;
import dev.millrace.policy.drawing.Latents;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.learning.PolicyIntake;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/** What policies of one architecture take: one image of their size before at most so many tokens of text. */
public final class MotIntake implements PolicyIntake {

    private final PolicyConfig config;
    private final PolicyDescription description;
    private final MotInputs inputs;

    /** @param decoder reads the images of prompts, as the workers do */
    public MotIntake(PolicyConfig config, ImageDecoder decoder) {
        this.config = config;
        this.description = Architecture.describe(config);
        this.inputs = new MotInputs(config, decoder);
    }

    @Override
    public PolicyDescription description() {
        return description;
    }

    @Override
    public EncodedPrompt recorded(Tokens tokens, List<EncodedImage> images) {
        Optional<Pixels> image = Optional.empty();
        for (EncodedImage each : images) {
            try {
                image = Optional.of(inputs.pixels(each));
            } catch (IllegalArgumentException e) {
                return new EncodedPrompt.UnreadableImage(each, String.valueOf(e.getMessage()));
            }
        }
        if (images.size() > 1) {
            return new EncodedPrompt.Refused("the prompt has " + images.size() + " images, the policy takes one");
        }
        for (int i = 0; i < tokens.length(); i++) {
            if (tokens.at(i) < 0 || tokens.at(i) >= config.vocabulary()) {
                return new EncodedPrompt.Refused("the prompt holds token " + tokens.at(i)
                        + ", outside the vocabulary of " + config.vocabulary());
            }
        }
        try {
            new PromptRows(config, List.of(new ModelPrompt(tokens, image))); // refuses what does not fit
            return new EncodedPrompt.Ready(inputs.input(tokens, images));
        } catch (IllegalArgumentException e) {
            return new EncodedPrompt.Refused("the prompt does not fit the policy: " + e.getMessage());
        }
    }

    /** The prompt as the model reads it; errors as {@link MotInputs#prompt}. */
    ModelPrompt prompt(PolicyInput input) {
        return inputs.prompt(input);
    }

    @Override
    public Optional<String> misfit(Latents latents) {
        DrawingConfig drawing = config.drawing();
        if (drawing == null) {
            return Optional.of("it is an image, but this policy only answers");
        }
        if (latents.tokens() != drawing.latentTokens() || latents.size() != drawing.latentSize()) {
            return Optional.of("its latents are " + latents.tokens() + " tokens of " + latents.size()
                    + " values, but the policy draws " + drawing.latentTokens() + " of " + drawing.latentSize());
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> difference(String architecture) {
        return SavedModel.difference(Architecture.parse(architecture), config);
    }
}
