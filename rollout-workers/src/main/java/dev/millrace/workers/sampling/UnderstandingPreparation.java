package dev.millrace.workers.sampling;

import dev.millrace.policy.model.Pixels;
import dev.millrace.policy.model.PromptEncoder;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Prepares questions that are answered in text: fetches and reads their images, encodes their words. */
public final class UnderstandingPreparation implements PromptPreparation {

    private static final String IMAGE_MARK = "<image>";

    private final PromptEncoder encoder;
    private final ImageSource images;
    private final Clock clock;

    public UnderstandingPreparation(PromptEncoder encoder, ImageSource images, Clock clock) {
        this.encoder = encoder;
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

    private dev.millrace.policy.model.Prompt encode(Prompt prompt, Instant imagesUntil) {
        if (prompt.getTask() != Task.UNDERSTANDING) {
            throw new PromptRejectedException("prompt " + prompt.getPromptId() + " has the task " + prompt.getTask()
                    + ", but this policy answers UNDERSTANDING only");
        }
        if (prompt.getText().replace(IMAGE_MARK, "").isBlank()) {
            throw new PromptRejectedException("prompt " + prompt.getPromptId() + " has no text");
        }
        List<Pixels> pixels = new ArrayList<>();
        for (ImageRef image : prompt.getImages()) {
            pixels.add(images.pixels(image, remaining(imagesUntil)));
        }
        try {
            return encoder.encode(prompt.getText(), pixels);
        } catch (IllegalArgumentException e) {
            throw new PromptRejectedException("prompt " + prompt.getPromptId() + ": " + e.getMessage(), e);
        }
    }

    private Duration remaining(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
