package dev.millrace.cli.demo;

import dev.millrace.runtime.role.Roles;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The exam of the policy that a demo begins with, on a thread of its own: it needs neither the broker nor a role, which start
 * meanwhile. Closing it ends it soon.
 */
final class FirstExam implements AutoCloseable {

    private static final Duration GLANCE = Duration.ofMillis(100);

    private final CompletableFuture<Optional<ExamResult>> result = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean unwanted;

    private FirstExam(Function<FirstExam, Optional<ExamResult>> taking) {
        this.thread = new Thread(() -> take(taking), "first-exam");
        thread.setDaemon(true);
    }

    /**
     * Begins.
     *
     * @param taking takes the exam, and ends soon with nothing once it {@link #isUnwanted}
     */
    static FirstExam begin(Function<FirstExam, Optional<ExamResult>> taking) {
        FirstExam exam = new FirstExam(taking);
        exam.thread.start();
        return exam;
    }

    private void take(Function<FirstExam, Optional<ExamResult>> taking) {
        try {
            result.complete(taking.apply(this));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** Whether nobody waits for it any more. */
    boolean isUnwanted() {
        return unwanted;
    }

    /**
     * Waits for it.
     *
     * @return empty if the demo was stopped meanwhile
     * @throws RuntimeException what the exam has thrown, or the first role that failed meanwhile
     */
    Optional<ExamResult> await(Roles roles) throws InterruptedException {
        while (true) {
            roles.check();
            try {
                return result.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // The roles are looked at again.
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failed ? failed : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        unwanted = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
