package dev.millrace.learner.experience;

import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.Prompt;
import dev.millrace.models.mot.model.PromptBatch;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.packed.PackedInts;
import java.util.ArrayList;
import java.util.List;

/**
 * Prompts made of the tokens that the worker recorded and of their images from the images topic. Belongs to one thread,
 * like the archive.
 */
public final class ArchivedPrompts implements PromptSource {

    private final EncodedImages images;
    private final ImageDecoder decoder;
    private final PolicyConfig architecture;

    /** @param archive owned by the caller */
    public ArchivedPrompts(ImageArchive archive, ImageDecoder decoder, PolicyConfig architecture) {
        this(EncodedImages.of(archive), decoder, architecture);
    }

    /** @param images owned by the caller */
    public ArchivedPrompts(EncodedImages images, ImageDecoder decoder, PolicyConfig architecture) {
        this.images = images;
        this.decoder = decoder;
        this.architecture = architecture;
    }

    @Override
    public Prompt prompt(Trajectory trajectory) {
        List<Pixels> images = new ArrayList<>();
        for (ImageRef reference : trajectory.getPrompt().getImages()) {
            images.add(pixels(reference));
        }
        if (images.size() > 1) {
            throw new UnreadablePromptException("the prompt has " + images.size() + " images, the policy takes one");
        }
        try {
            int[] text = PackedInts.view(trajectory.getPromptTokens()).toArray();
            for (int token : text) {
                if (token < 0 || token >= architecture.vocabulary()) {
                    throw new UnreadablePromptException("the prompt holds token " + token
                            + ", outside the vocabulary of " + architecture.vocabulary());
                }
            }
            Prompt prompt = new Prompt(Tokens.of(text), images.stream().findFirst());
            new PromptBatch(architecture, List.of(prompt)); // refuses what does not fit
            return prompt;
        } catch (IllegalArgumentException e) {
            throw new UnreadablePromptException("the prompt does not fit the policy: " + e.getMessage(), e);
        }
    }

    private Pixels pixels(ImageRef reference) {
        String name = "image " + reference.getSha256();
        byte[] encoded = images.encoded(reference.getSha256())
                .orElseThrow(() -> new UnreadablePromptException(name + " is not there, or no longer"));
        try {
            return decoder.decode(encoded, name);
        } catch (IllegalArgumentException e) {
            throw new UnreadablePromptException(name + " cannot be read: " + e.getMessage(), e);
        }
    }
}
