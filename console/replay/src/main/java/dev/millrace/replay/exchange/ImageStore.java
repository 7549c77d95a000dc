package dev.millrace.replay.exchange;

import java.util.Optional;

/** Encoded images by their hash. Belongs to one thread. */
@FunctionalInterface
public interface ImageStore {

    /** Has none. */
    ImageStore NONE = sha256 -> Optional.empty();

    /**
     * The encoded bytes of an image.
     *
     * @param sha256 their SHA-256, 64 lower-case hexadecimal digits
     * @return empty if it is not there
     * @throws InputException if it is there and damaged
     */
    Optional<byte[]> encoded(String sha256);
}
