package dev.millrace.schemas.weights;

import dev.millrace.schemas.id.Sha256;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * The SHA-256 of bytes as they come, taken on another thread: whoever reads them from a log goes on with the next meanwhile.
 * What was given must not change until the digest is there. For one thread.
 */
final class BackgroundDigest {

    /** Pieces that may wait: they stay in memory as long. */
    private static final int WAITING = 8;

    private final Sha256 sha256 = new Sha256();
    private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
    private int waiting;

    /** Takes the remaining bytes; the buffer's position stays. */
    void update(ByteBuffer bytes) {
        if (waiting == WAITING) {
            taken.join();
            waiting = 0;
        }
        ByteBuffer piece = bytes.duplicate();
        taken = taken.thenRunAsync(() -> sha256.update(piece));
        waiting++;
    }

    /** The digest of all bytes so far, in hexadecimal; to be called once. */
    String finish() {
        taken.join();
        return sha256.finish();
    }
}
