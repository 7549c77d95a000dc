package dev.millrace.workers.sampling;

import dev.millrace.policy.rollout.EngineAwayException;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.schemas.failure.NativeMemory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples a batch so that a prompt on which the policy fails fails alone.
 *
 * <p>Else such a prompt would end every worker of the run, one after the other, as each takes it over. When the policy
 * fails for several prompts in a row, it is the policy that is broken, and the worker ends before it refuses the whole
 * data set. Groups of which servers gave no answers count likewise, with more patience. Each way of sampling has a count of its own: what succeeds beside a broken one says nothing of it. Safe for
 * several threads.
 */
final class FaultIsolation {

    /** What became of a request. */
    sealed interface Result {}

    record Done(Rollout rollout) implements Result {}

    record Failed(RuntimeException cause) implements Result {}

    private static final Logger log = LoggerFactory.getLogger(FaultIsolation.class);
    private static final int MOST_IN_A_ROW = 3;

    /** A server refuses what it does not take; that whole batches are of this kind is not to be believed. */
    private static final int MOST_LOST_IN_A_ROW = 32;

    /** Makes a rollout of each request in one batch. */
    @FunctionalInterface
    interface Sampling {
        List<? extends Rollout> rollouts(List<RolloutRequest> requests);
    }

    private final String work;
    private final AtomicInteger inARow = new AtomicInteger();
    private final AtomicInteger lostInARow = new AtomicInteger();

    /** @param work what the policy is asked to do, for messages, for instance {@code drawing} */
    FaultIsolation(String work) {
        this.work = work;
    }

    /**
     * @throws IllegalStateException if the policy fails for more than three requests in a row, or servers lose all answers to
     *     more than 32
     * @throws RuntimeException if memory lacks for a request alone, or what samples is away
     */
    List<Result> sample(Sampling policy, List<RolloutRequest> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<? extends Rollout> rollouts;
        try {
            rollouts = policy.rollouts(requests);
        } catch (EngineAwayException | InterruptException e) {
            throw e; // no prompt is to blame
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("work", work)
                    .addKeyValue("prompts", requests.size())
                    .setCause(e)
                    .log("sampling a batch failed; trying its prompts one by one");
            return requests.stream().map(request -> alone(policy, request)).toList();
        }
        inARow.set(0);
        return rollouts.stream().map(this::done).toList();
    }

    /** A group that was lost at servers is a result too; but where all are, the servers are to blame and not the prompts. */
    private Result done(Rollout rollout) {
        Optional<String> why = rollout.why();
        if (why.isEmpty()) {
            lostInARow.set(0);
        } else if (lostInARow.incrementAndGet() > MOST_LOST_IN_A_ROW) {
            throw new IllegalStateException(work + ": the servers gave no answers for " + lostInARow
                    + " prompts in a row, so it is not the prompts; the last time: " + why.get());
        }
        return new Done(rollout);
    }

    private Result alone(Sampling policy, RolloutRequest request) {
        Rollout rollout;
        try {
            rollout = policy.rollouts(List.of(request)).get(0);
        } catch (RuntimeException e) {
            if (NativeMemory.isLacking(e) || e instanceof EngineAwayException || e instanceof InterruptException) {
                throw e; // the prompt is as good as any other, and is sampled at the next start
            }
            int failed = inARow.incrementAndGet();
            if (failed > MOST_IN_A_ROW) {
                throw new IllegalStateException(
                        work + " failed for " + failed
                                + " prompts in a row, so it is the policy that is broken; the last time with: " + e,
                        e);
            }
            return new Failed(e);
        }
        inARow.set(0);
        return done(rollout);
    }
}
