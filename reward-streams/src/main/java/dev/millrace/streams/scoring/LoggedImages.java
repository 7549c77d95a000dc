package dev.millrace.streams.scoring;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import java.util.Optional;
import java.util.function.Function;

/** Images from wherever a log keeps them. What keeps them may be for one thread at a time, so calls take turns. */
public final class LoggedImages implements ReferencedImages {

    private final Function<String, Optional<byte[]>> encoded;

    /** @param encoded the encoded bytes by their SHA-256; owned by the caller, called from one thread at a time */
    public LoggedImages(Function<String, Optional<byte[]>> encoded) {
        this.encoded = encoded;
    }

    @Override
    public synchronized EncodedImage get(ImageRef reference) {
        String sha256 = reference.getSha256();
        byte[] bytes = encoded.apply(sha256)
                .orElseThrow(() -> new IllegalArgumentException("image " + sha256 + " is not in the log"));
        return EncodedImage.of(reference.getMediaType(), bytes);
    }

    /** The log outlives its scorers. */
    @Override
    public void close() {}
}
