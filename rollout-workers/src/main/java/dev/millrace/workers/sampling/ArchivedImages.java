package dev.millrace.workers.sampling;

import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.log.ImageArchive;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Images from the images topic. Confined to one thread, like the archive it reads. */
public final class ArchivedImages implements ImageSource {

    private final ImageArchive archive;
    private final ImageDecoder decoder;

    /** @param archive owned by the caller */
    public ArchivedImages(ImageArchive archive, ImageDecoder decoder) {
        this.archive = archive;
        this.decoder = decoder;
    }

    @Override
    public Pixels pixels(ImageRef reference, Duration patience) {
        ImageBlob image = archive.get(reference.getSha256(), patience)
                .orElseThrow(() -> new PromptRejectedException("image " + reference.getSha256()
                        + " is not on the images topic; publish images before the prompts that name them"));
        ByteBuffer data = image.getData().duplicate();
        byte[] encoded = new byte[data.remaining()];
        data.get(encoded);
        try {
            return decoder.decode(encoded, "image " + reference.getSha256());
        } catch (IllegalArgumentException e) {
            throw new PromptRejectedException(
                    "image " + reference.getSha256() + " (" + image.getMediaType() + ") cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }
}
