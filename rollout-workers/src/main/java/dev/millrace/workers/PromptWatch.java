package dev.millrace.workers;

import dev.millrace.schemas.notice.WaitNotice;
import dev.millrace.workers.prompts.PromptIntake;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a worker waits for that has no prompts. Confined to the worker's thread. */
final class PromptWatch {

    private static final Logger log = LoggerFactory.getLogger(PromptWatch.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final PromptIntake intake;
    private final WaitNotice notice;

    PromptWatch(PromptIntake intake, Clock clock) {
        this.intake = intake;
        this.notice = new WaitNotice(clock, QUIET);
    }

    /** Looks whether prompts wait. */
    void look() {
        if (intake.waiting() > 0) {
            notice.over();
            return;
        }
        notice.waiting().ifPresent(level -> log.atLevel(level)
                .addKeyValue("partitions", intake.assigned().size())
                .addKeyValue("waited_s", notice.waited().toSeconds())
                .log(
                        intake.assigned().isEmpty()
                                ? "waiting for partitions of the prompts: other workers have them all"
                                : "waiting for prompts of a feeder"));
    }
}
