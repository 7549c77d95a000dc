package dev.millrace.workers.engines.http;

import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.ask.Ask;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.ask.Sampler;
import dev.millrace.workers.engines.pool.ServerPool;
import dev.millrace.workers.engines.pool.Turn;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Asks servers for something until it is there, or must be given up: another server first, with pauses in between. Safe on any
 * thread.
 */
final class PatientCalls {

    private final Sampler sampler;
    private final ServerPool pool;
    private final CallReport report;
    private final int retries;

    /** @param retries how often a server that is too busy is asked again */
    PatientCalls(Sampler sampler, ServerPool pool, CallReport report, int retries) {
        this.sampler = sampler;
        this.pool = pool;
        this.report = report;
        this.retries = retries;
    }

    /** What is asked for, and what becomes of it. */
    interface Question<T> {

        /** The request for a server that has a place. */
        Ask ask(Turn turn, int attempt);

        /** Sends it, and tells the turn of success. */
        T send(Turn turn, Ask ask, int attempt)
                throws IOException, ReplyException, RefusedReplyException, InterruptedException;

        /** What it comes to when it is given up. */
        T lost(Turn turn, CallFailure failure);
    }

    /**
     * Asks.
     *
     * @param answers places that a request takes
     * @throws dev.millrace.policy.rollout.EngineAwayException if no server could be asked
     * @throws java.util.concurrent.CancellationException if nobody waits for the group any more
     */
    <T> T ask(GroupOrder order, int answers, Question<T> question) throws InterruptedException {
        Tries tries = new Tries(retries);
        Set<SamplerServer> avoided = new HashSet<>();
        while (true) {
            order.requireWanted();
            int attempt = tries.next();
            CallFailure failure;
            try (Turn turn = pool.take(order.request().seed(), answers, avoided)) {
                order.requireWanted(); // it may have waited for long
                if (turn.endsServers()) {
                    turn.count("failed/" + CallFailure.ENDS_SERVERS.cause());
                    return question.lost(turn, CallFailure.ENDS_SERVERS);
                }
                Ask ask = question.ask(turn, attempt);
                try {
                    return question.send(turn, ask, attempt);
                } catch (IOException | ReplyException | RefusedReplyException e) {
                    failure = CallFailure.of(e, ask.weights());
                }
                boolean mayBeToBlame = report.failed(turn, failure, ask);
                if (failure.kind() == CallFailure.Kind.TOO_SLOW) {
                    sampler.giveUp(turn.server(), ask.id());
                }
                if (!tries.goesOn(failure, mayBeToBlame)) {
                    return question.lost(turn, failure);
                }
                avoided.add(turn.server());
            }
            tries.pause(failure);
        }
    }
}
