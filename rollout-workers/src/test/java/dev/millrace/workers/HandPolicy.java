package dev.millrace.workers;

import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.policy.rollout.SamplingSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;

/** Samples a batch when a test says so. Its calls come side by side, in whatever order. */
final class HandPolicy extends Samples.SeededPolicy {

    private static final long PATIENCE_S = 20;

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    /** A batch that waits for its answers. */
    static final class Call {
        private final CompletableFuture<Boolean> released = new CompletableFuture<>();
        private final CompletableFuture<Boolean> givenUp = new CompletableFuture<>();

        void answer() {
            released.complete(true);
        }

        void fail(RuntimeException failure) {
            released.completeExceptionally(failure);
        }

        /** Returns when its thread was interrupted. */
        void awaitGivenUp() throws Exception {
            givenUp.get(PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    /** The next batch that has come to be sampled. */
    Call next() throws InterruptedException {
        Call call = calls.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no further batch was begun");
        }
        return call;
    }

    boolean hasNoMore() {
        return calls.isEmpty();
    }

    @Override
    public SampledGroups sample(
            List<RolloutRequest> requests, SamplingSettings settings, Optional<DependencySettings> dependency) {
        Call call = new Call();
        calls.add(call);
        try {
            call.released.get();
        } catch (InterruptedException e) {
            call.givenUp.complete(true);
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        }
        return super.sample(requests, settings, dependency);
    }
}
