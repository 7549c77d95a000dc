package dev.millrace.workers.weights;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.notice.WaitNotice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a run's first weights, within bounds, and says so. Stateless; runs on the caller's thread. */
public final class FirstWeights {

    private static final Logger log = LoggerFactory.getLogger(FirstWeights.class);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final RunId run;
    private final String topic;
    private final Duration patience;
    private final Clock clock;

    /**
     * @param topic on which they are to come
     * @param patience how long to wait
     */
    public FirstWeights(RunId run, String topic, Duration patience, Clock clock) {
        this.run = run;
        this.topic = topic;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Waits.
     *
     * @param goOn asked while waiting; false ends it, and what it throws is thrown
     * @return whether there are weights; false only if {@code goOn} was false
     * @throws IllegalStateException if none come within the patience
     * @throws InterruptException if the thread is interrupted
     */
    public boolean await(AppliedVersions applied, BooleanSupplier goOn) {
        Instant begun = clock.instant();
        WaitNotice notice = new WaitNotice(clock, QUIET);
        try {
            while (goOn.getAsBoolean()) {
                if (applied.await(POLL)) {
                    return true;
                }
                Duration waited = Duration.between(begun, clock.instant());
                if (waited.compareTo(patience) > 0) {
                    throw new IllegalStateException("no weights of run " + run + " came on " + topic + " within "
                            + patience.toSeconds()
                            + " s; start the learner of this run, or check run.id and kafka.topic_prefix");
                }
                notice.waiting().ifPresent(level -> log.atLevel(level)
                        .addKeyValue("run", run)
                        .addKeyValue("topic", topic)
                        .addKeyValue("waited_s", notice.waited().toSeconds())
                        .addKeyValue("patience_s", patience.toSeconds())
                        .log("waiting for the first weights of the learner"));
            }
            return false;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
