package dev.millrace.workers.batches;

import dev.millrace.workers.prompts.PromptBatch;
import dev.millrace.workers.publishing.PromptOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * A batch that is being sampled, or has been and is not yet published.
 *
 * @param sampling what is made of it
 */
public record BatchUnderWay(PromptBatch batch, Future<List<PromptOutcome>> sampling) {

    /** Groups that it has claimed at the gate. */
    int groups() {
        return batch.prompts().size();
    }

    boolean isDone() {
        return sampling.isDone();
    }

    /** Waits for its end, but no longer than this. */
    void await(Duration most) {
        try {
            Object unused = sampling.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Whoever takes its outcomes hears of it.
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * The outcome of each prompt of a batch that is done.
     *
     * @throws RuntimeException what its sampling has thrown, itself
     */
    public List<PromptOutcome> outcomes() {
        try {
            return sampling.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException("sampling a batch failed", e.getCause());
        } catch (CancellationException e) {
            throw new IllegalStateException("a batch was given up and is asked for its outcomes", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Nobody will ask for its outcomes. */
    void giveUp() {
        boolean unused = sampling.cancel(true);
    }
}
