package dev.millrace.streams.scoring.python;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what a function prints into the log, so many lines a minute and then their number. Thread-safe. */
final class PrintLog implements PrintedLines.Taker {

    static final int LINES = 60;

    private static final Logger log = LoggerFactory.getLogger(PrintLog.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final String scorer;
    private final Clock clock;
    private Instant begun = Instant.MIN;
    private long lines;

    PrintLog(String scorer, Clock clock) {
        this.scorer = scorer;
        this.clock = clock;
    }

    @Override
    public synchronized void take(String about, String line) {
        Instant now = clock.instant();
        if (!now.isBefore(begun.plus(INTERVAL))) {
            if (lines > LINES) {
                log.atInfo()
                        .addKeyValue("scorer", scorer)
                        .addKeyValue("lines", lines - LINES)
                        .log("more was printed, which is left out here");
            }
            begun = now;
            lines = 0;
        }
        lines++;
        if (lines <= LINES) {
            log.atInfo()
                    .addKeyValue("scorer", scorer)
                    .addKeyValue("trajectory", about)
                    .addKeyValue("line", line)
                    .log("function prints");
        }
    }
}
