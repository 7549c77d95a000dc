package dev.millrace.streams.scoring;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;

/** The images that prompts and trajectories refer to. Safe on any thread. */
public interface ReferencedImages extends AutoCloseable {

    /**
     * An image as it was published; whether it can be decoded is not known.
     *
     * @throws IllegalArgumentException saying so, if it is not there
     */
    EncodedImage get(ImageRef reference);

    @Override
    void close();
}
