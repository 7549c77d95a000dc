package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.EngineAwayException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Finds what was wrong with a batch among what came of it. Pure. */
final class SamplingFailures {

    private SamplingFailures() {}

    /** The failure that says most: that nobody is there, else the first that is no mere consequence of another. */
    static RuntimeException first(List<? extends CompletableFuture<?>> all, ExecutionException otherwise) {
        RuntimeException told = null;
        for (CompletableFuture<?> one : all) {
            Throwable failure = failure(one);
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof EngineAwayException away) {
                return away;
            }
            if (told == null
                    && failure instanceof RuntimeException some
                    && !(failure instanceof CancellationException)) {
                told = some;
            }
        }
        return told != null ? told : new IllegalStateException("the engine was closed while it sampled", otherwise);
    }

    private static @Nullable Throwable failure(CompletableFuture<?> one) {
        try {
            Object unused = one.getNow(null);
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        } catch (CancellationException e) {
            return e;
        }
    }
}
