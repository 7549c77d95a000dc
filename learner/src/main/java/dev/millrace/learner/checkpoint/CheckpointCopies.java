package dev.millrace.learner.checkpoint;

import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.schemas.notice.RepeatedFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies checkpoints into a store while training goes on. A thread of its own copies one after the other, and where it falls behind,
 * the newest only; a store that fails or is slow costs copies and no step. One that fails is tried again until a newer checkpoint is
 * there. What the folder gives up, the store gives up too.
 *
 * <p>Belongs to the learner's thread, but for the thread that copies.
 */
final class CheckpointCopies implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CheckpointCopies.class);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** A call of the store that hangs is left alone. */
    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(2);

    /** How often somebody who waits looks whether the learner is to stop. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final CheckpointArchive archive;
    private final CheckpointStore folder;
    private final int keep;
    private final Duration pause;
    private final RepeatedFailure away;
    private final Thread copying = new Thread(this::copyAll, "checkpoint-copies");
    private @Nullable Path next;
    private @Nullable Path underWay;
    private boolean closed;
    private volatile boolean failing;
    private volatile int newest = -1;

    /**
     * Starts its thread.
     *
     * @param archive from here on that thread's
     * @param folder what is copied
     * @param keep newest checkpoints that stay in the store
     * @param pause before a copy that failed is tried again; it doubles up to a minute
     */
    CheckpointCopies(CheckpointArchive archive, CheckpointStore folder, int keep, Duration pause, Clock clock) {
        this.archive = archive;
        this.folder = folder;
        this.keep = keep;
        this.pause = pause;
        this.away = new RepeatedFailure(
                log, "a checkpoint cannot be copied to the store yet; training goes on, and it is tried again", clock);
        copying.setDaemon(true);
        copying.start();
    }

    /** A checkpoint was saved, and is to be copied. One that still waits for its turn gives it up. */
    synchronized void saved(Path checkpoint) {
        next = checkpoint;
        notifyAll();
    }

    /** The checkpoint that is being copied, which has to stay for as long. */
    synchronized Optional<Path> underWay() {
        return Optional.ofNullable(underWay);
    }

    /** Step of the newest checkpoint that this has copied; -1 before the first. */
    int newest() {
        return newest;
    }

    /**
     * How long to wait for the last copy.
     *
     * @param slow while it is under way
     * @param failing while the store fails
     * @param stopping where the learner is to stop
     */
    record Patience(Duration slow, Duration failing, Duration stopping) {}

    /**
     * Waits until nothing is left to copy.
     *
     * @return whether nothing is left
     */
    synchronized boolean finish(Patience patience, BooleanSupplier stopping) {
        long begun = System.nanoTime();
        boolean told = false;
        while (!isIdle()) {
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            Duration most =
                    stopping.getAsBoolean() ? patience.stopping() : failing ? patience.failing() : patience.slow();
            if (waited.compareTo(most) >= 0) {
                log.atWarn()
                        .addKeyValue("store", archive.name())
                        .addKeyValue("waited", waited)
                        .log("the last checkpoint is not copied, and lies in its folder only");
                return false;
            }
            if (!told) {
                log.atInfo().addKeyValue("store", archive.name()).log("waiting for the copy of the last checkpoint");
                told = true;
            }
            if (!rest(LOOK, this::isIdle)) {
                return false;
            }
        }
        return true;
    }

    private void copyAll() {
        while (true) {
            Optional<Path> checkpoint = take();
            if (checkpoint.isEmpty()) {
                return;
            }
            copy(checkpoint.get());
            done();
        }
    }

    private synchronized Optional<Path> take() {
        while (!isCalled()) {
            if (!rest(LONGEST_PAUSE, this::isCalled)) {
                return Optional.empty();
            }
        }
        underWay = closed ? null : next;
        next = null;
        return underWay();
    }

    private synchronized void done() {
        underWay = null;
        notifyAll();
    }

    private void copy(Path checkpoint) {
        Duration wait = pause;
        while (!isCopied(checkpoint) && mayTryAgain(wait)) {
            Duration twice = wait.multipliedBy(2);
            wait = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }

    private synchronized boolean mayTryAgain(Duration wait) {
        return !isCalled() && rest(wait, this::isCalled) && !isCalled();
    }

    /** Whether it is copied, or gone: a learner that goes back takes later checkpoints away. */
    private boolean isCopied(Path checkpoint) {
        try {
            archive.list();
            StoredCheckpoint copy = archive.put(checkpoint);
            deleteOthers(copy.state().step());
            newest = Math.toIntExact(copy.state().step());
            failing = false;
            away.over();
            log.atDebug()
                    .addKeyValue("checkpoint", checkpoint)
                    .addKeyValue("store", archive.name())
                    .log("checkpoint copied");
            return true;
        } catch (CheckpointException e) {
            if (Files.isDirectory(checkpoint)) {
                log.atWarn()
                        .addKeyValue("checkpoint", checkpoint)
                        .setCause(e)
                        .log("a checkpoint cannot be read, and is not copied");
            }
            return true;
        } catch (IOException | RuntimeException e) {
            if (!Files.isDirectory(checkpoint)) {
                return true;
            }
            failing = true;
            if (!isClosed()) { // else its store may be closed
                away.occurred(e);
            }
            return false;
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Later ones are of steps that a run which has gone back gave up. Beside what the folder holds the newest few stay: they outlive
     * a folder that was lost.
     */
    private void deleteOthers(long copied) throws IOException {
        if (isClosed()) {
            return; // another one may have begun
        }
        Set<Long> here = folder.steps();
        List<Long> there = archive.list().stream()
                .map(each -> each.state().step())
                .filter(step -> step <= copied)
                .toList();
        Set<Long> stay = there.stream().skip(Math.max(0, there.size() - keep)).collect(Collectors.toSet());
        stay.addAll(here);
        archive.delete(step -> step > copied || !stay.contains(step));
    }

    private boolean isIdle() {
        return next == null && underWay == null;
    }

    /** Whether there is something else to do than to wait for the store. */
    private boolean isCalled() {
        return next != null || closed;
    }

    /** Waits for a while, or until it is enough; false where this thread is asked to end. */
    private synchronized boolean rest(Duration most, BooleanSupplier enough) {
        long end = System.nanoTime() + most.toNanos();
        try {
            for (long left = most.toMillis();
                    left > 0 && !enough.getAsBoolean();
                    left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives up what is not copied; {@link #finish} waits for it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            copying.join(LONGEST_CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
