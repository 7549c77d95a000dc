package dev.millrace.monitoring.page;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hashes of images that were not on the log a moment ago. They are forgotten soon, for an image may be late, and the
 * oldest first where there are too many. Not thread-safe.
 */
final class AbsentImages {

    private static final int MOST = 1_024;
    private static final Duration LIFE = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<String, Instant> until = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    AbsentImages(Clock clock) {
        this.clock = clock;
    }

    void add(String hash) {
        until.put(hash, clock.instant().plus(LIFE));
    }

    boolean holds(String hash) {
        Instant end = until.get(hash);
        if (end != null && !clock.instant().isBefore(end)) {
            until.remove(hash);
            return false;
        }
        return end != null;
    }

    int size() {
        return until.size();
    }
}
