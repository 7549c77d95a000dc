package dev.millrace.streams.scoring;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that a scorer is asked again, so that a server that is away is not waited for without a word: at once for
 * the first time, and at most once a minute after that, with the number of attempts since. Confined to one thread.
 */
final class RetryReport {

    private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

    private static final Logger log = LoggerFactory.getLogger(RetryReport.class);

    private final String scorer;
    private boolean reported;
    private long reportedAt;
    private long unreported;

    RetryReport(String scorer) {
        this.scorer = scorer;
    }

    /**
     * Takes note of a failure after which it is asked again. Returns whether it was reported.
     *
     * @param now in nanoseconds
     */
    boolean retry(String cause, Duration pause, long now) {
        unreported++;
        if (reported && now - reportedAt < INTERVAL) {
            return false;
        }
        log.atWarn()
                .addKeyValue("scorer", scorer)
                .addKeyValue("times", unreported)
                .addKeyValue("pause_ms", pause.toMillis())
                .addKeyValue("cause", cause)
                .log("scorer is asked again");
        reported = true;
        reportedAt = now;
        unreported = 0;
        return true;
    }
}
