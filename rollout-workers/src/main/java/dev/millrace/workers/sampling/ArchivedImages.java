package dev.millrace.workers.sampling;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.log.ImageArchive;
import java.nio.ByteBuffer;
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
        ImageBlob image = archive.get(reference.getSha256(), patience)
                .orElseThrow(() -> new PromptRejectedException("image " + reference.getSha256()
                        + " is not on the images topic; publish images before the prompts that name them"));
        ByteBuffer data = image.getData().duplicate();
        byte[] encoded = new byte[data.remaining()];
        data.get(encoded);
        try {
            return EncodedImage.of(image.getMediaType(), encoded);
        } catch (IllegalArgumentException e) {
            throw new PromptRejectedException(
                    "image " + reference.getSha256() + " (" + image.getMediaType() + ") cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
