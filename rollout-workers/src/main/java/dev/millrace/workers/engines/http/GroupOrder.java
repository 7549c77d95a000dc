package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.workers.engines.ask.ServedPrompt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

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

    /** The id of a request for an answer of it, for the log of a server. */
    String requestId(int index, int attempt) {
        return "millrace-" + Long.toHexString(request.seed()) + "-" + index + "-" + attempt;
    }
}
