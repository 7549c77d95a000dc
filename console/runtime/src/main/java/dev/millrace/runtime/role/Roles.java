package dev.millrace.runtime.role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs roles side by side. The first failure is kept and wakes whoever waits; nothing is stopped behind the owner's
 * back.
 */
public final class Roles implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Roles.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Running> all = new ArrayList<>();
    private final Duration stopTimeout;
    private @Nullable RoleFailedException failure;

    /** @param stopTimeout how long {@link #close} waits for each role that was asked to stop */
    public Roles(Duration stopTimeout) {
        this.stopTimeout = stopTimeout;
    }

    /** Starts {@code role} on a thread of its own. */
    public void start(Role role) {
        Running running = new Running(role);
        lock.lock();
        try {
            all.add(running);
        } finally {
            lock.unlock();
        }
        running.thread.start();
    }

    private void run(Running running) {
        Role role = running.role;
        try {
            role.body().run();
            log.atInfo().addKeyValue("role", role.name()).log("role ended");
        } catch (Exception | Error e) {
            log.atError().addKeyValue("role", role.name()).setCause(e).log("role failed");
            fail(new RoleFailedException(role.name(), e));
        } finally {
            lock.lock();
            try {
                running.ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void fail(RoleFailedException e) {
        lock.lock();
        try {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The first failure so far. */
    public Optional<RoleFailedException> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }

    /** Throws the first failure, if there is one. */
    public void check() {
        failure().ifPresent(e -> {
            throw e;
        });
    }

    /**
     * Waits until the named role has ended.
     *
     * @return false if {@code timeout} passed first
     * @throws RoleFailedException as soon as any role fails
     */
    public boolean await(String name, Duration timeout) throws InterruptedException {
        return await(running -> running.role.name().equals(name), timeout);
    }

    /**
     * Waits until all roles have ended.
     *
     * @throws RoleFailedException as soon as any role fails
     */
    public void awaitAll() throws InterruptedException {
        while (!await(running -> true, Duration.ofDays(1))) {
            continue;
        }
    }

    private boolean await(Predicate<Running> which, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (failure == null && all.stream().filter(which).anyMatch(running -> !running.ended)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        check();
        return true;
    }

    /** Asks the roles whose names begin with {@code prefix} to stop, and returns at once. */
    public void stop(String prefix) {
        for (Running running : snapshot()) {
            if (running.role.name().startsWith(prefix)) {
                running.role.stop().run();
            }
        }
    }

    /**
     * Asks all roles to stop, the last started first, and waits for each of them.
     *
     * <p>A role that does not end in time is interrupted, named in the log, and left to the end of the process.
     */
    @Override
    public void close() {
        List<Running> running = snapshot();
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).role.stop().run();
        }
        boolean interrupted = false;
        for (int i = running.size() - 1; i >= 0; i--) {
            Running one = running.get(i);
            try {
                one.thread.join(Math.max(1, stopTimeout.toMillis()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (one.thread.isAlive()) {
                log.atWarn()
                        .addKeyValue("role", one.role.name())
                        .addKeyValue("waited", stopTimeout)
                        .log("role did not stop in time");
                one.thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Running> snapshot() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    /** Guarded by {@link #lock}. */
    private final class Running {
        private final Role role;
        private final Thread thread;
        private boolean ended;

        Running(Role role) {
            this.role = role;
            this.thread = new Thread(() -> Roles.this.run(this), role.name());
            thread.setDaemon(true);
        }
    }
}
