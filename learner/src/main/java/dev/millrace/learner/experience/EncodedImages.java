package dev.millrace.learner.experience;

import dev.millrace.schemas.log.ImageArchive;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Encoded images by their hash. Belongs to one thread. */
@FunctionalInterface
public interface EncodedImages {

    /** Images are published before the prompts that name them, so one that is not there by now never comes. */
    Duration PATIENCE = Duration.ofSeconds(60);

    /** The encoded bytes of an image; empty if it is not there and will not come. */
    Optional<byte[]> encoded(String sha256);

    /** Those of the images topic; the archive is the caller's. */
    static EncodedImages of(ImageArchive archive) {
        return sha256 -> archive.get(sha256, PATIENCE).map(image -> {
            ByteBuffer data = image.getData().duplicate();
            byte[] encoded = new byte[data.remaining()];
            data.get(encoded);
            return encoded;
        });
    }
}
