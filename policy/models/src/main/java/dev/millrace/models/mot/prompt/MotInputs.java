package dev.millrace.models.mot.prompt;

import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/**
 * Inputs of policies of one architecture, whose one image stands before the text as one run of patches. An image of another
 * size than the policy's is resampled to it ({@link dev.millrace.policy.image.RgbImage#resized}), its sides apart; one of that
 * size is taken bit by bit.
 */
public final class MotInputs {

    private final DecodedImages images;
    private final List<ImageRun> oneImage;

    /** @param decoder reads the images of prompts */
    public MotInputs(PolicyConfig config, ImageDecoder decoder) {
        this.images = new DecodedImages(decoder, config.imageSize());
        int edge = config.imageSize() / config.patchSize();
        this.oneImage = List.of(new ImageRun(0, config.patches(), edge, edge));
    }

    /** The input of a prompt that fits. */
    public PolicyInput input(Tokens tokens, List<EncodedImage> encoded) {
        return new PolicyInput(tokens, encoded, encoded.isEmpty() ? List.of() : oneImage);
    }

    /**
     * The prompt of an input as the model takes it.
     *
     * @throws IllegalArgumentException if it has several images, or one that cannot be read
     */
    public ModelPrompt prompt(PolicyInput input) {
        if (input.images().size() > 1) {
            throw new IllegalArgumentException("this policy takes one image per prompt, but the prompt has "
                    + input.images().size());
        }
        Optional<Pixels> image = input.images().stream().findFirst().map(this::pixels);
        return new ModelPrompt(input.tokens(), image);
    }

    /**
     * An image as the model sees it.
     *
     * @throws IllegalArgumentException saying what is wrong, if it cannot be read
     */
    public Pixels pixels(EncodedImage image) {
        return images.pixels(image);
    }
}
