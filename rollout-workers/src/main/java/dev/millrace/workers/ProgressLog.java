package dev.millrace.workers;

import dev.millrace.workers.metrics.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says now and then how far a worker has come. Confined to its thread. */
final class ProgressLog {

    private static final Logger log = LoggerFactory.getLogger(ProgressLog.class);

    private final String worker;
    private final WorkerMetrics metrics;
    private final Duration every;
    private final Clock clock;
    private Instant last;
    private long lastTokens;

    ProgressLog(String worker, WorkerMetrics metrics, Duration every, Clock clock) {
        this.worker = worker;
        this.metrics = metrics;
        this.every = every;
        this.clock = clock;
        this.last = clock.instant();
    }

    /** Logs a line if the last one is old enough. */
    void report() {
        Instant now = clock.instant();
        Duration since = Duration.between(last, now);
        if (since.compareTo(every) < 0) {
            return;
        }
        long tokens = metrics.tokens();
        log.atInfo()
                .addKeyValue("worker", worker)
                .addKeyValue("groups", metrics.groups())
                .addKeyValue("tokens_per_s", Math.round((tokens - lastTokens) * 1e3 / since.toMillis()))
                .addKeyValue("images", metrics.images())
                .addKeyValue("weights_version", metrics.appliedVersion())
                .addKeyValue("underway", metrics.gate().underway())
                .addKeyValue("refused", metrics.refused())
                .log("worker progress");
        last = now;
        lastTokens = tokens;
    }
}
