package dev.millrace.models.mot.model;

import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/** Turns a question with {@code <image>} marks and its images into a {@link ModelPrompt} that fits the architecture. */
public final class PromptEncoder {

    private final Tokenizer tokenizer;
    private final PolicyConfig config;

    /**
     * @throws IllegalArgumentException if the tokenizer has more ids than the policy
     */
    public PromptEncoder(Tokenizer tokenizer, PolicyConfig config) {
        if (tokenizer.vocabularySize() > config.vocabulary()) {
            throw new IllegalArgumentException("the tokenizer has " + tokenizer.vocabularySize()
                    + " ids, but the policy only " + config.vocabulary());
        }
        this.tokenizer = tokenizer;
        this.config = config;
    }

    /**
     * Encodes one question.
     *
     * @param problem the text, with one {@code <image>} mark per image
     * @throws IllegalArgumentException if marks and images differ in number, there is more than one image, an image has
     *     another size than the policy's, or the text is too long
     */
    public ModelPrompt encode(String problem, List<Pixels> images) {
        Tokens marked = tokenizer.encode(problem);
        int imageMark = tokenizer.special().image();
        int[] text = new int[marked.length()];
        int length = 0;
        for (int position = 0; position < marked.length(); position++) {
            if (marked.at(position) != imageMark) {
                text[length++] = marked.at(position);
            }
        }
        int marks = marked.length() - length;
        if (marks != images.size()) {
            throw new IllegalArgumentException(
                    "the problem has " + marks + " <image> marks, but there are " + images.size() + " images");
        }
        if (images.size() > 1) {
            throw new IllegalArgumentException(
                    "this policy takes one image per prompt, but the problem has " + images.size());
        }
        Optional<Pixels> image = images.stream().findFirst();
        ModelPrompt prompt = new ModelPrompt(Tokens.copyOf(text, length), image);
        requireFits(prompt, config);
        return prompt;
    }

    static void requireFits(ModelPrompt prompt, PolicyConfig config) {
        if (prompt.text().length() > config.maxPromptTokens()) {
            throw new IllegalArgumentException("the prompt has " + prompt.text().length()
                    + " text tokens, but the policy takes at most " + config.maxPromptTokens());
        }
        prompt.image().ifPresent(image -> {
            if (image.width() != config.imageSize()
                    || image.height() != config.imageSize()
                    || image.channels() != config.channels()) {
                throw new IllegalArgumentException("the image is " + image.width() + "x" + image.height() + "x"
                        + image.channels() + ", but the policy takes " + config.imageSize() + "x" + config.imageSize()
                        + "x" + config.channels() + "; resize it first");
            }
        });
    }
}
