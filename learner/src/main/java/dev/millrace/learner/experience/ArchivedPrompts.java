package dev.millrace.learner.experience;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat.EncodedPrompt;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.PolicyIntake;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Prompts made of the tokens that the worker recorded and of their images from the images topic. Belongs to one thread,
 * like the archive.
 */
public final class ArchivedPrompts implements PromptSource {

    /** Images are published before the prompts that name them, so one that is not there by now never comes. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EncodedImages images;
    private final PolicyIntake policy;

    /**
     * @param images owned by the caller
     * @param policy says what it takes
     */
    public ArchivedPrompts(EncodedImages images, PolicyIntake policy) {
        this.images = images;
        this.policy = policy;
    }

    @Override
    public PolicyInput prompt(Trajectory trajectory) {
        List<EncodedImage> encoded = new ArrayList<>();
        for (ImageRef reference : trajectory.getPrompt().getImages()) {
            encoded.add(image(reference));
        }
        Tokens tokens = tokens(trajectory);
        EncodedPrompt recorded = policy.recorded(tokens, encoded);
        if (recorded instanceof EncodedPrompt.Ready ready) {
            SamplingCheck.misplaced(trajectory.getImageRuns(), ready.input().runs())
                    .ifPresent(difference -> {
                        throw new UnreadablePromptException(DropReason.MISMATCH, difference);
                    });
            return ready.input();
        }
        if (recorded instanceof EncodedPrompt.UnreadableImage unreadable) {
            throw new UnreadablePromptException(DropReason.UNREADABLE, unreadable.named());
        }
        throw new UnreadablePromptException(DropReason.MISMATCH, ((EncodedPrompt.Refused) recorded).reason());
    }

    private static Tokens tokens(Trajectory trajectory) {
        try {
            return Tokens.of(PackedInts.view(trajectory.getPromptTokens()).toArray());
        } catch (IllegalArgumentException e) {
            throw new UnreadablePromptException(
                    DropReason.UNREADABLE, "the prompt does not fit the policy: " + e.getMessage(), e);
        }
    }

    private EncodedImage image(ImageRef reference) {
        String name = "image " + reference.getSha256();
        byte[] encoded = images.encoded(reference.getSha256())
                .orElseThrow(() ->
                        new UnreadablePromptException(DropReason.UNREADABLE, name + " is not there, or no longer"));
        try {
            return EncodedImage.labelled(reference.getMediaType(), encoded);
        } catch (IllegalArgumentException e) {
            throw new UnreadablePromptException(DropReason.UNREADABLE, name + " cannot be read: " + e.getMessage(), e);
        }
    }
}
