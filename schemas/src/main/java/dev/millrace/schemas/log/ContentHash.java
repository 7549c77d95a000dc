package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.id.Sha256;
import org.apache.kafka.common.errors.SerializationException;

/** The hash by which an image is known. */
final class ContentHash {

    private ContentHash() {}

    /** @throws SerializationException if the image's bytes have another hash than its field says */
    static void verify(ImageBlob image) {
        String actual = Sha256.of(image.getData());
        if (!actual.equals(image.getSha256())) {
            throw new SerializationException(
                    "image " + image.getSha256() + " has bytes with SHA-256 " + actual + ": it was damaged");
        }
    }
}
