package dev.millrace.streams.scoring;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.log.EncodedImages;

/** Images from wherever a log keeps them. What keeps them may be for one thread at a time, so calls take turns. */
public final class LoggedImages implements ReferencedImages {

    private final EncodedImages images;

    /** @param images owned by the caller, called from one thread at a time */
    public LoggedImages(EncodedImages images) {
        this.images = images;
    }

    @Override
    public synchronized EncodedImage get(ImageRef reference) {
        String sha256 = reference.getSha256();
        byte[] bytes = images.encoded(sha256)
                .orElseThrow(() -> new IllegalArgumentException("image " + sha256 + " is not in the log"));
        return EncodedImage.labelled(reference.getMediaType(), bytes);
    }

    /** The log outlives its scorers. */
    @Override
    public void close() {}
}
