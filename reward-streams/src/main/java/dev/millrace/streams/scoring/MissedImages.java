package dev.millrace.streams.scoring;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Images that were waited for in vain. All answers to one prompt name the same image: who has waited for it once does not wait
 * for it again with each of them, until as much time has passed as a wait takes. Belongs to one thread at a time.
 */
final class MissedImages {

    private static final int REMEMBERED = 1_000;

    private final Duration patience;
    private final Map<String, Instant> until = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param patience how long an image is waited for */
    MissedImages(Duration patience) {
        this.patience = patience;
    }

    /** Whether an image was waited for so lately that it need not be waited for now. */
    boolean isMissed(String sha256, Instant now) {
        Instant end = until.get(sha256);
        return end != null && now.isBefore(end);
    }

    /** An image was waited for until now, and did not come. */
    void missed(String sha256, Instant now) {
        until.remove(sha256); // so that the order is that of the ends
        until.put(sha256, now.plus(patience));
    }
}
