package dev.millrace.schemas.log;

import java.util.Optional;

/**
 * Images by their content, wherever they lie: on their topic, in a folder, in a store of objects. For one thread at a time,
 * unless an implementation says otherwise.
 */
@FunctionalInterface
public interface EncodedImages {

    /** Has none. */
    EncodedImages NONE = sha256 -> Optional.empty();

    /**
     * The encoded bytes of an image, as they were published; whether they can be decoded is not known.
     *
     * @param sha256 their SHA-256, 64 lower-case hexadecimal digits
     * @return the caller's own copy; empty if the image is not there and is not waited for any longer
     * @throws RuntimeException saying so, if what lies there has another hash: it was damaged
     */
    Optional<byte[]> encoded(String sha256);
}
