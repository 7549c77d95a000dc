package dev.millrace.streams.scoring;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that a scorer fails: at once for the first failure, and at most once a minute for those that follow,
 * with their number. Each failure is on the topic; a log with a line for each would hide everything else. Confined to one
 * thread.
 */
final class FailureReport {

    static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(FailureReport.class);

    private final String scorer;
    private @Nullable Instant reportedAt;
    private long unreported;

    FailureReport(String scorer) {
        this.scorer = scorer;
    }

    /** Takes note of a failure at {@code now}. Returns whether it was reported. */
    boolean failure(Sample sample, String cause, Instant now) {
        unreported++;
        if (reportedAt != null && now.isBefore(reportedAt.plus(INTERVAL))) {
            return false;
        }
        log.atWarn()
                .addKeyValue("scorer", scorer)
                .addKeyValue("failures", unreported)
                .addKeyValue("trajectory", sample.id())
                .addKeyValue("cause", cause)
                .log("scorer fails");
        reportedAt = now;
        unreported = 0;
        return true;
    }
}
