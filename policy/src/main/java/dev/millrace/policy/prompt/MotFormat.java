package dev.millrace.policy.prompt;

import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.model.Pixels;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.Prompt;
import dev.millrace.policy.model.PromptEncoder;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The format of this family: the image comes before the text, as one run of patches; the tokens are the text's, without
 * marks of images.
 */
public final class MotFormat implements PromptFormat {

    private static final String END = "<eos>";

    private final Tokenizer tokenizer;
    private final PromptEncoder encoder;
    private final DecodedImages images;
    private final List<ImageRun> oneImage;

    /**
     * @param decoder reads the images of prompts
     * @throws IllegalArgumentException if the tokenizer has more ids than the policy
     */
    public MotFormat(Tokenizer tokenizer, PolicyConfig config, ImageDecoder decoder) {
        this.tokenizer = tokenizer;
        this.encoder = new PromptEncoder(tokenizer, config);
        this.images = new DecodedImages(decoder, config.imageValues());
        int edge = config.imageSize() / config.patchSize();
        this.oneImage = List.of(new ImageRun(0, config.patches(), edge, edge));
    }

    @Override
    public EncodedPrompt encode(String text, List<EncodedImage> encoded) {
        List<Pixels> pixels = new ArrayList<>();
        for (EncodedImage image : encoded) {
            try {
                pixels.add(images.pixels(image));
            } catch (IllegalArgumentException e) {
                return new EncodedPrompt.UnreadableImage(image, String.valueOf(e.getMessage()));
            }
        }
        Prompt prompt;
        try {
            prompt = encoder.encode(text, pixels);
        } catch (IllegalArgumentException e) {
            return new EncodedPrompt.Refused(String.valueOf(e.getMessage()));
        }
        return new EncodedPrompt.Ready(
                new PolicyInput(prompt.text(), encoded, encoded.isEmpty() ? List.of() : oneImage));
    }

    /**
     * The prompt of an input as the model takes it.
     *
     * @throws IllegalArgumentException if it has several images, or one that cannot be read
     */
    public Prompt prompt(PolicyInput input) {
        if (input.images().size() > 1) {
            throw new IllegalArgumentException("this policy takes one image per prompt, but the prompt has "
                    + input.images().size());
        }
        Optional<Pixels> image = input.images().stream().findFirst().map(images::pixels);
        return new Prompt(input.tokens(), image);
    }

    @Override
    public String decode(Tokens tokens) {
        return tokenizer.decode(tokens);
    }

    @Override
    public List<String> pieces(Tokens tokens) {
        return IntStream.range(0, tokens.length())
                .mapToObj(position -> piece(tokens.at(position)))
                .toList();
    }

    private String piece(int id) {
        if (id == tokenizer.special().endOfSequence()) {
            return END;
        }
        return id < 0 || id >= tokenizer.vocabularySize() ? "#" + id : tokenizer.decode(Tokens.of(id));
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(tokenizer.special().endOfSequence());
    }
}
