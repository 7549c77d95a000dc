package dev.millrace.monitoring.page;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Looks images up on a thread of its own, so that no thread of the web server waits for the log. Who asks for the same
 * image shares one look-up; all that is not there is found missing by one reading of the log, and remembered for a
 * while. There is room for so many at a time.
 *
 * <p>Thread-safe.
 */
final class ImageLookups implements AutoCloseable {

    /** Where images come from. Used by one thread, but for {@link #wakeup}. */
    interface Source extends AutoCloseable {

        /** The image, if it was met before. */
        Optional<byte[]> known(String hash);

        /** The same, after reading on for a while. */
        Optional<byte[]> awaited(String hash);

        /** Ends a call on another thread with an exception. */
        void wakeup();

        @Override
        void close();
    }

    private final Source source;
    private final int room;
    private final AbsentImages absent;
    private final Map<String, CompletableFuture<Optional<byte[]>>> pending = new HashMap<>();
    private final Thread thread = new Thread(this::run, "page-images");
    private boolean closed;

    /** @param room hashes that may be waited for at a time */
    ImageLookups(Source source, int room, Clock clock) {
        this.source = source;
        this.room = room;
        this.absent = new AbsentImages(clock);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Asks for an image.
     *
     * @return what will be the image, or none; empty where there is no room to wait
     */
    synchronized Optional<CompletableFuture<Optional<byte[]>>> ask(String hash) {
        CompletableFuture<Optional<byte[]>> asked = pending.get(hash);
        if (asked != null) {
            return Optional.of(asked);
        }
        if (absent.holds(hash)) {
            return Optional.of(CompletableFuture.completedFuture(Optional.empty()));
        }
        if (closed || pending.size() >= room) {
            return Optional.empty();
        }
        CompletableFuture<Optional<byte[]>> future = new CompletableFuture<>();
        pending.put(hash, future);
        notifyAll();
        return Optional.of(future);
    }

    private void run() {
        try (source) {
            for (List<String> batch = next(); !batch.isEmpty(); batch = next()) {
                try {
                    lookUp(batch);
                } catch (RuntimeException e) {
                    batch.forEach(hash -> end(hash, null, e));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is waited for; nothing once it is closed. */
    private synchronized List<String> next() throws InterruptedException {
        while (pending.isEmpty() && !closed) {
            wait();
        }
        return closed ? List.of() : List.copyOf(pending.keySet());
    }

    /**
     * The images that are known first: they shall not wait for those that may not exist. What is found ends the reading, so
     * those that lie behind it on the log are asked for again; only a reading that found nothing says that they are missing.
     */
    private void lookUp(List<String> batch) {
        List<String> unknown = new ArrayList<>(batch);
        endKnown(unknown);
        if (unknown.isEmpty()) {
            return;
        }
        String first = unknown.remove(0);
        Optional<byte[]> found = source.awaited(first);
        endKnown(unknown);
        end(first, found, null);
        if (found.isEmpty()) {
            unknown.forEach(hash -> end(hash, Optional.empty(), null));
        }
    }

    private void endKnown(List<String> hashes) {
        for (Iterator<String> left = hashes.iterator(); left.hasNext(); ) {
            String hash = left.next();
            Optional<byte[]> known = source.known(hash);
            if (known.isPresent()) {
                left.remove();
                end(hash, known, null);
            }
        }
    }

    private void end(String hash, @Nullable Optional<byte[]> image, @Nullable RuntimeException failure) {
        CompletableFuture<Optional<byte[]>> asked;
        synchronized (this) {
            asked = pending.remove(hash);
            if (image != null && image.isEmpty()) {
                absent.add(hash);
            }
        }
        if (asked != null && image != null) {
            asked.complete(image);
        } else if (asked != null && failure != null) {
            asked.completeExceptionally(failure);
        }
    }

    /** Ends the look-ups; who still waits is told so. */
    @Override
    public void close() {
        List<CompletableFuture<Optional<byte[]>>> waiting;
        synchronized (this) {
            closed = true;
            waiting = List.copyOf(pending.values());
            pending.clear();
            notifyAll();
        }
        source.wakeup();
        waiting.forEach(asked -> asked.completeExceptionally(new IllegalStateException("the page is closed")));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
