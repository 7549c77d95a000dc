package dev.millrace.workers.sampling;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.PromptFormat.EncodedPrompt;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prepares prompts for one policy: fetches their images, and has them written in its format. */
public final class PolicyPreparation implements PromptPreparation {

    private static final String IMAGE_MARK = "<image>";

    private final PromptFormat format;
    private final ImageSource images;
    private final boolean draws;
    private final Clock clock;

    /** @param draws whether the policy can be asked for images */
    public PolicyPreparation(PromptFormat format, ImageSource images, boolean draws, Clock clock) {
        this.format = format;
        this.draws = draws;
        this.images = images;
        this.clock = clock;
    }

    @Override
    public PreparedPrompt prepare(Prompt prompt, Instant imagesUntil) {
        try {
            return new PreparedPrompt.Ready(encode(prompt, imagesUntil));
        } catch (PromptRejectedException e) {
            return new PreparedPrompt.Rejected(e);
        }
    }

    private PolicyInput encode(Prompt prompt, Instant imagesUntil) {
        requireKnownTask(prompt);
        if (prompt.getText().replace(IMAGE_MARK, "").isBlank()) {
            throw new PromptRejectedException("prompt " + prompt.getPromptId() + " has no text");
        }
        List<EncodedImage> encoded = new ArrayList<>();
        for (ImageRef image : prompt.getImages()) {
            encoded.add(images.image(image, remaining(imagesUntil)));
        }
        EncodedPrompt written = format.encode(Optional.ofNullable(prompt.getSystem()), prompt.getText(), encoded);
        if (written instanceof EncodedPrompt.UnreadableImage unreadable) {
            throw new PromptRejectedException(unreadable.named());
        }
        if (written instanceof EncodedPrompt.Refused refused) {
            throw new PromptRejectedException("prompt " + prompt.getPromptId() + ": " + refused.reason());
        }
        return written.orThrow();
    }

    private void requireKnownTask(Prompt prompt) {
        String named = "prompt " + prompt.getPromptId();
        if (prompt.getTask() == Task.UNKNOWN) {
            throw new PromptRejectedException(named + " has no task that this worker knows");
        }
        if (PromptTask.isDrawn(prompt) && !draws) {
            throw new PromptRejectedException(named + " has the task " + prompt.getTask()
                    + ", but the policy of this run only answers; begin a run with a policy that draws");
        }
        if (prompt.getTask() == Task.EDITING && prompt.getImages().size() != 1) {
            throw new PromptRejectedException(named + " is to edit one image, but has "
                    + prompt.getImages().size());
        }
    }

    private Duration remaining(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
