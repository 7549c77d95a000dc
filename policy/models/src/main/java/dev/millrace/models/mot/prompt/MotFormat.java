package dev.millrace.models.mot.prompt;

import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptEncoder;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.text.TokenText;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.TokenizerText;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The format of this family: the image comes before the text; the tokens are the text's, without marks of images. Safe for
 * all threads.
 */
public final class MotFormat implements PromptFormat {

    private final TokenText text;
    private final PromptEncoder encoder;
    private final MotInputs inputs;

    /**
     * @param decoder reads the images of prompts
     * @throws IllegalArgumentException if the tokenizer has more ids than the policy
     */
    public MotFormat(Tokenizer tokenizer, PolicyConfig config, ImageDecoder decoder) {
        this.text = new TokenizerText(tokenizer);
        this.encoder = new PromptEncoder(tokenizer, config);
        this.inputs = new MotInputs(config, decoder);
    }

    @Override
    public EncodedPrompt encode(String problem, List<EncodedImage> encoded) {
        List<Pixels> pixels = new ArrayList<>();
        for (EncodedImage image : encoded) {
            try {
                pixels.add(inputs.pixels(image));
            } catch (IllegalArgumentException e) {
                return new EncodedPrompt.UnreadableImage(image, String.valueOf(e.getMessage()));
            }
        }
        ModelPrompt prompt;
        try {
            prompt = encoder.encode(problem, pixels);
        } catch (IllegalArgumentException e) {
            return new EncodedPrompt.Refused(String.valueOf(e.getMessage()));
        }
        return new EncodedPrompt.Ready(inputs.input(prompt.text(), encoded));
    }

    /** The prompt of an input as the model takes it; errors as {@link MotInputs#prompt}. */
    public ModelPrompt prompt(PolicyInput input) {
        return inputs.prompt(input);
    }

    @Override
    public String decode(Tokens tokens) {
        return text.decode(tokens);
    }

    @Override
    public List<String> pieces(Tokens tokens) {
        return text.pieces(tokens);
    }

    @Override
    public Set<Integer> stopIds() {
        return text.stopIds();
    }
}
