package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.BatchDemand;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * How many answers are asked for and not there yet, beside what servers take at once. Another batch is wanted while fewer than half
 * a window of them wait: a batch ends with its longest answer, and long before that servers would have places to fill. Safe on any
 * thread.
 */
final class AnswerDemand implements BatchDemand {

    private static final double AHEAD = 1.5;

    private final IntSupplier window;
    private final Set<AtomicInteger> open = ConcurrentHashMap.newKeySet();

    /** @param window answers that all servers together take at once, now */
    AnswerDemand(IntSupplier window) {
        this.window = window;
    }

    /** Answers of one group, until it is closed. */
    final class OpenGroup implements AutoCloseable {

        private final AtomicInteger missing;

        private OpenGroup(int answers) {
            this.missing = new AtomicInteger(answers);
            open.add(missing);
        }

        /** So many of them are there, or lost. */
        void settled(int answers) {
            missing.addAndGet(-answers);
        }

        @Override
        public void close() {
            open.remove(missing);
        }
    }

    /** A group of so many answers is asked for. */
    OpenGroup begin(int answers) {
        return new OpenGroup(answers);
    }

    @Override
    public boolean wantsAnother() {
        return missing() < AHEAD * window.getAsInt();
    }

    /** Answers that are asked for and not there yet. */
    int missing() {
        return open.stream().mapToInt(AtomicInteger::get).sum();
    }
}
