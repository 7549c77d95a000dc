package dev.millrace.streams.scoring;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.schemas.log.ImageArchive;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Images from the images topic, which is opened when the first one is asked for. The archive is for one thread at a time,
 * so calls take turns.
 */
final class TopicImages implements ReferencedImages {

    static final long CACHE_BYTES = 32L * 1024 * 1024;

    private final Supplier<ImageArchive> opening;
    private final Duration patience;
    private final Clock clock;
    private final MissedImages missed;
    private @Nullable ImageArchive archive;

    /** @param patience how long to wait for an image that was not published yet */
    TopicImages(Supplier<ImageArchive> opening, Duration patience, Clock clock) {
        this.opening = opening;
        this.patience = patience;
        this.clock = clock;
        this.missed = new MissedImages(patience);
    }

    @Override
    public synchronized EncodedImage get(ImageRef reference) {
        if (archive == null) {
            archive = opening.get();
        }
        String sha256 = reference.getSha256();
        EncodedImages looked = missed.isMissed(sha256, clock.instant()) ? archive.met() : archive.awaiting(patience);
        Optional<byte[]> encoded = looked.encoded(sha256);
        if (encoded.isEmpty()) {
            if (!missed.isMissed(sha256, clock.instant())) {
                missed.missed(sha256, clock.instant());
            }
            throw new IllegalArgumentException("image " + sha256 + " is not on the images topic");
        }
        return EncodedImage.labelled(reference.getMediaType(), encoded.get());
    }

    @Override
    public synchronized void close() {
        if (archive != null) {
            archive.close();
        }
    }
}
