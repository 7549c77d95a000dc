package dev.millrace.monitoring.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Speed of a growing count over a sliding window. Not thread-safe. */
final class TokenRate {

    private final Duration window;
    private final Deque<Reading> readings = new ArrayDeque<>();

    TokenRate(Duration window) {
        this.window = window;
    }

    void add(Instant at, long count) {
        readings.addLast(new Reading(at, count));
        while (readings.size() > 2 && readings.getFirst().at().isBefore(at.minus(window))) {
            readings.removeFirst();
        }
    }

    /** Counts per second over the window; 0 before there are two readings. */
    double perSecond() {
        if (readings.size() < 2) {
            return 0;
        }
        Reading first = readings.getFirst();
        Reading last = readings.getLast();
        long millis = Duration.between(first.at(), last.at()).toMillis();
        return millis == 0 ? 0 : (last.count() - first.count()) * 1000.0 / millis;
    }

    private record Reading(Instant at, long count) {}
}
