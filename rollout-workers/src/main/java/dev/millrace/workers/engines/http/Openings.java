package dev.millrace.workers.engines.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long an engine waits for the first of its servers. One that is opened because the one before found them away waits at least as
 * long that a worker which begins anew does not do so too often and end: what it has learnt of prompts would end with it. Outlives an
 * engine. Safe on any thread.
 */
final class Openings {

    /** With the pause of a worker more than a 20th of the ten minutes in which it begins anew 20 times at most. */
    private static final Duration LEAST_AGAIN = Duration.ofSeconds(30);

    private final AtomicInteger opened = new AtomicInteger();

    /** How long to wait, where settings say {@code patience}. */
    Duration next(Duration patience) {
        boolean isFirst = opened.getAndIncrement() == 0;
        return isFirst || patience.compareTo(LEAST_AGAIN) > 0 ? patience : LEAST_AGAIN;
    }
}
