package dev.millrace.workers.sampling;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.log.ImageArchive;
import java.time.Duration;

/** Images from the images topic. Confined to one thread, like the archive it reads. */
public final class ArchivedImages implements ImageSource {

    private final ImageArchive archive;

    /** @param archive owned by the caller */
    public ArchivedImages(ImageArchive archive) {
        this.archive = archive;
    }

    @Override
    public EncodedImage image(ImageRef reference, Duration patience) {
        byte[] encoded = archive.awaiting(patience)
                .encoded(reference.getSha256())
                .orElseThrow(() -> new PromptRejectedException("image " + reference.getSha256()
                        + " is not on the images topic; publish images before the prompts that name them"));
        try {
            return EncodedImage.labelled(reference.getMediaType(), encoded);
        } catch (IllegalArgumentException e) {
            throw new PromptRejectedException(
                    "image " + reference.getSha256() + " (" + reference.getMediaType() + ") cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
