package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.workers.engines.ask.ServedPrompt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A group that is to be sampled.
 *
 * @param prompt as servers take it
 * @param open its answers, as long as they are not there
 * @param unwanted set when nobody waits for it any more
 */
record GroupOrder(
        RolloutRequest request,
        ServedPrompt prompt,
        SamplingSettings settings,
        AnswerDemand.OpenGroup open,
        AtomicBoolean unwanted) {

    /** @throws CancellationException if nobody waits for it any more */
    void requireWanted() {
        if (unwanted.get()) {
            throw new CancellationException("nobody waits for this group any more");
        }
    }

    private static final AtomicLong NUMBER =
            new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 40) << 20);

    /**
     * The id of a request for an answer of it, for the log of a server. It is never used twice: servers refuse an id that is under way,
     * and the group may be so still from a worker that has given it up, or lost it to another.
     */
    String requestId(int index, int attempt) {
        return "millrace-" + Long.toHexString(request.seed()) + "-" + index + "-" + attempt + "-"
                + Long.toString(NUMBER.incrementAndGet(), Character.MAX_RADIX);
    }
}
