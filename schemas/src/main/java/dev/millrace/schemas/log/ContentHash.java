package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.ImageBlob;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.common.errors.SerializationException;

/** The hash by which an image is known. */
final class ContentHash {

    private ContentHash() {}

    /** SHA-256 of the remaining bytes, which are not consumed: 64 lower-case hexadecimal digits. */
    static String of(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** @throws SerializationException if the image's bytes have another hash than its field says */
    static void verify(ImageBlob image) {
        String actual = of(image.getData());
        if (!actual.equals(image.getSha256())) {
            throw new SerializationException(
                    "image " + image.getSha256() + " has bytes with SHA-256 " + actual + ": it was damaged");
        }
    }
}
