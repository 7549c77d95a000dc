package dev.millrace.streams.scoring;

import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.schemas.avro.ImageRef;
import java.util.Optional;
import java.util.function.Function;

/** Images from wherever a log keeps them. What keeps them may be for one thread at a time, so calls take turns. */
final class LoggedDrawings implements DrawnImages {

    private final Function<String, Optional<byte[]>> encoded;

    /** @param encoded the encoded bytes by their SHA-256; owned by the caller */
    LoggedDrawings(Function<String, Optional<byte[]>> encoded) {
        this.encoded = encoded;
    }

    @Override
    public synchronized Pixels pixels(ImageRef reference) {
        String sha256 = reference.getSha256();
        byte[] bytes = encoded.apply(sha256)
                .orElseThrow(() -> new IllegalArgumentException("image " + sha256 + " is not in the log"));
        return ImageDecoder.PNG.decode(bytes, "image " + sha256);
    }

    /** The log outlives its scorers. */
    @Override
    public void close() {}
}
