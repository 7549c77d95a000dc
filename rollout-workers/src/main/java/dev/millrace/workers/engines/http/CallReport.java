package dev.millrace.workers.engines.http;

import dev.millrace.workers.engines.ask.Ask;
import dev.millrace.workers.engines.pool.Turn;
import dev.millrace.workers.engines.server.ServerWeights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells everybody of a request that failed: the pool, the weights, the counts and the log. Safe on any thread. */
final class CallReport {

    private static final Logger log = LoggerFactory.getLogger(CallReport.class);

    private final ServerWeights weights;

    CallReport(ServerWeights weights) {
        this.weights = weights;
    }

    /** Returns whether the request may be to blame: false where the server fails at all that it is asked. */
    boolean failed(Turn turn, CallFailure failure, Ask ask) {
        turn.count("failed/" + failure.cause());
        log.atInfo()
                .addKeyValue("server", turn.server())
                .addKeyValue("request", ask.id())
                .addKeyValue("cause", failure.cause())
                .addKeyValue("detail", failure.detail())
                .log("request failed");
        if (failure.isBroken()) {
            turn.broke();
        }
        return switch (failure.kind()) {
            case AWAY -> {
                if (failure.isNobodyThere()) {
                    turn.gone();
                }
                turn.unreachable();
                yield false;
            }
            case NO_WEIGHTS -> {
                weights.reconnected(turn.server());
                yield false;
            }
            case REFUSED -> {
                turn.succeeded();
                yield true;
            }
            case BUSY -> {
                if (failure.after().isZero()) {
                    yield turn.failed();
                }
                turn.pause(failure.after());
                yield true;
            }
            case FAILED, TOO_SLOW -> turn.failed();
        };
    }

    /** One answer of several must not be used; the server is well. */
    void refused(Turn turn, CallFailure failure) {
        turn.count("failed/" + failure.cause());
    }
}
