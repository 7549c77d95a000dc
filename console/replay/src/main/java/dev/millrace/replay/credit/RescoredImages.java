package dev.millrace.replay.credit;

import dev.millrace.schemas.log.EncodedImages;
import java.util.Optional;

/**
 * The images of the group that is being scored again. Scorers ask from threads of their own; a call that hangs beyond its
 * group gets what the next one has, and images are the same wherever they lie, as they are named by their content.
 */
public final class RescoredImages implements EncodedImages {

    private EncodedImages current = NONE;

    /** From now on images are looked for there. */
    public synchronized void readFrom(EncodedImages images) {
        current = images;
    }

    @Override
    public synchronized Optional<byte[]> encoded(String sha256) {
        return current.encoded(sha256);
    }
}
