package dev.millrace.streams.scoring;

import dev.millrace.policy.image.Pixels;
import dev.millrace.schemas.avro.ImageRef;

/** Where the images lie that trajectories name. Safe on any thread. */
interface DrawnImages extends AutoCloseable {

    /**
     * The pixels of an image.
     *
     * @throws IllegalArgumentException saying what is wrong, if it is not there or cannot be read
     */
    Pixels pixels(ImageRef reference);

    @Override
    void close();
}
