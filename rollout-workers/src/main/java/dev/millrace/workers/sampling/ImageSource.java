package dev.millrace.workers.sampling;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import java.time.Duration;

/** Images by content. */
@FunctionalInterface
public interface ImageSource {

    /**
     * The image a prompt refers to.
     *
     * @param patience how long to wait for an image that did not arrive yet
     * @throws PromptRejectedException if it does not arrive or is no image
     */
    EncodedImage image(ImageRef reference, Duration patience);
}
