package dev.millrace.cli.follow;

import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.weights.WholeWeights;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Decides which version is judged next: the newest one of those that are due. Who judges is slower than who trains, so older ones
 * are passed over; of each it is told. It goes from older versions to newer ones and never back.
 *
 * <p>Holds the payloads of as many versions as are averaged, and no more. One thread offers, another takes.
 */
final class DueVersions {

    /** Further ones are not told: a record has its bounds. */
    static final int MOST_TOLD = 10_000;

    private static final int NONE = -1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int every;
    private final int average;
    private final Deque<WholeWeights> window = new ArrayDeque<>();
    private int lineage;
    private int last;
    private boolean isFresh;
    private boolean isClosed;
    private volatile int newestSeen = NONE;

    /**
     * @param every steps between versions that are due
     * @param average versions that are judged as one
     * @param last the newest version that has a result; −1 for none
     */
    DueVersions(int every, int average, int last) {
        this.every = every;
        this.average = average;
        this.last = last;
    }

    /** A version that is whole. */
    void offer(WholeWeights whole) {
        WeightManifest manifest = whole.manifest();
        newestSeen = Math.max(newestSeen, whole.version());
        if (RecordedVersions.step(manifest) % every != 0) {
            return;
        }
        lock.lock();
        try {
            if (manifest.getLineage() != lineage) {
                // What was abandoned has no part in a mean.
                window.clear();
                lineage = manifest.getLineage();
            }
            window.addLast(whole);
            if (window.size() > average) {
                window.removeFirst();
            }
            if (window.size() == average && whole.version() > last) {
                if (last == NONE) {
                    last = whole.version() - 1;
                }
                isFresh = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest version that was seen, due or not; −1 before the first. */
    int newestSeen() {
        return newestSeen;
    }

    /**
     * What to judge next, once there is any.
     *
     * @return empty if there is none within the patience, or this is closed
     */
    Optional<Due> take(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!isFresh && !isClosed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!isFresh || isClosed) {
                return Optional.empty();
            }
            isFresh = false;
            WholeWeights newest = window.getLast();
            Due due = new Due(List.copyOf(window), between(last, newest));
            last = newest.version();
            return Optional.of(due);
        } finally {
            lock.unlock();
        }
    }

    /** Versions that were due, and not abandoned since. */
    private List<Integer> between(int before, WholeWeights newest) {
        Lineages lineages = Lineages.asFarAsKnown(newest.manifest().getRewinds());
        int from = (int) Math.max(before + 1, newest.version() - (long) MOST_TOLD * every);
        return IntStream.range(from, newest.version())
                .filter(version -> lineages.stepOf(version) % every == 0 && !lineages.isAbandoned(version))
                .boxed()
                .toList();
    }

    /** Ends who waits, now or later. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
