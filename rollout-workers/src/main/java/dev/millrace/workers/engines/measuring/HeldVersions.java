package dev.millrace.workers.engines.measuring;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.io.Closing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The newest versions of an engine in this process, each held as long as answers by it may still come. One call computes at a time,
 * so that the memory of one is enough, and no version is let go of while it computes. Safe on any thread; versions are applied by one.
 */
final class HeldVersions implements AutoCloseable {

    private final RolloutEngine engine;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Deque<Version> newestFirst = new ArrayDeque<>();
    private volatile int count;

    /** @param sha256 digest of the weights */
    private record Version(PolicyVersion number, String sha256, HeldRollouts rollouts) {}

    /**
     * @param engine closed with this
     * @param most versions that are held at a time
     */
    HeldVersions(RolloutEngine engine, int most) {
        this.engine = engine;
        this.most = most;
    }

    /** Errors as {@link RolloutEngine#apply}; a version that is held already is not applied again. */
    void apply(PolicyUpdate update) {
        String sha256 = update.tensors().sha256();
        if (locked(() -> holds(update.version(), sha256))) {
            return;
        }
        engine.apply(update);
        int unused = locked(() -> {
            newestFirst.addFirst(new Version(update.version(), sha256, engine.hold()));
            while (newestFirst.size() > most) {
                newestFirst.removeLast().rollouts().close();
            }
            count = newestFirst.size();
            return count;
        });
    }

    private boolean holds(PolicyVersion number, String sha256) {
        return newestFirst.stream()
                .anyMatch(held -> held.number().equals(number) && held.sha256().equals(sha256));
    }

    /** What comes of a call with a version; empty if that is not held any more, or not yet. */
    <T> Optional<T> with(PolicyVersion version, Function<HeldRollouts, Optional<T>> call) {
        return locked(() -> newestFirst.stream()
                .filter(held -> held.number().equals(version))
                .findFirst()
                .flatMap(held -> call.apply(held.rollouts())));
    }

    /** What comes of a call with the newest version; empty if there is none. */
    <T> Optional<T> newest(Function<HeldRollouts, Optional<T>> call) {
        return locked(() -> Optional.ofNullable(newestFirst.peekFirst()).flatMap(held -> call.apply(held.rollouts())));
    }

    /** Versions that are held; does not wait for the call that computes. */
    int count() {
        return count;
    }

    private interface Work<T> {
        T done();
    }

    private <T> T locked(Work<T> work) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        try {
            return work.done();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the call that computes. */
    @Override
    public void close() {
        lock.lock();
        try (engine) {
            List<HeldRollouts> all = newestFirst.stream().map(Version::rollouts).toList();
            newestFirst.clear();
            Closing.all(all);
        } finally {
            lock.unlock();
        }
    }
}
