package dev.millrace.workers.engines.pool;

import java.time.Duration;

/** How fast a server is, and how long a request may take for it: three times as long as it would. Confined to its pool's lock. */
final class Pace {

    private static final double MARGIN = 3;
    private static final double NEW = 0.1;
    private static final Duration SHORTEST = Duration.ofSeconds(20);

    private double secondsPerToken;

    /** An answer took so long. */
    void took(Duration time, int longestAnswer) {
        double now = time.toNanos() / 1e9 / Math.max(1, longestAnswer);
        secondsPerToken = secondsPerToken == 0 ? now : secondsPerToken + NEW * (now - secondsPerToken);
    }

    /** The longest time for so many tokens. */
    Duration limit(int maxTokens, Duration most) {
        if (secondsPerToken == 0) {
            return most;
        }
        Duration limit = Duration.ofNanos((long) (MARGIN * secondsPerToken * maxTokens * 1e9));
        Duration least = limit.compareTo(SHORTEST) < 0 ? SHORTEST : limit;
        return least.compareTo(most) < 0 ? least : most;
    }
}
