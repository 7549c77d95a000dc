package dev.millrace.workers.engines.http;

import dev.millrace.schemas.http.AskAgainException;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.ask.RefusedReplyException;
import dev.millrace.workers.engines.pool.Suspects;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * What went wrong with a request, and what follows of it. Pure.
 *
 * @param cause in a word, as it is counted
 * @param detail in a sentence
 * @param kind what follows
 * @param after how long the server asks to be left alone
 */
record CallFailure(String cause, String detail, Kind kind, Duration after) {

    /** What follows of a failure. */
    enum Kind {
        /** The server has too much to do: it is asked again many times. */
        BUSY,
        /** Nobody is there, or lets us in: another server is asked, as often as it takes. */
        AWAY,
        /** The server failed at it, or gave no good reply: a few times. */
        FAILED,
        /** Nobody waited for the reply to its end; the same. */
        TOO_SLOW,
        /** The server does not have the weights any more. */
        NO_WEIGHTS,
        /** It would be refused again. */
        REFUSED
    }

    /** Said of a group that is not asked for. */
    static final CallFailure ENDS_SERVERS = new CallFailure(
            "ends_servers",
            Suspects.MOST + " times a server ended while this was under way there, the last time alone",
            Kind.REFUSED,
            Duration.ZERO);

    private static final String BROKEN_CONNECTION = "broken_connection";
    private static final String NO_CONNECTION = "no_connection";

    /** Whether the connection broke while something was asked for. */
    boolean isBroken() {
        return cause.equals(BROKEN_CONNECTION);
    }

    /** Whether nobody listens at the address. */
    boolean isNobodyThere() {
        return cause.equals(NO_CONNECTION);
    }

    static CallFailure of(Exception failure, String weights) {
        String detail = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (failure instanceof RefusedReplyException refused) {
            return new CallFailure(
                    refused.why().label(), detail, refused.why().mayPass() ? Kind.FAILED : Kind.REFUSED, Duration.ZERO);
        }
        if (failure instanceof AskAgainException again) {
            Kind kind =
                    switch (again.status()) {
                        case 408, 429, 502, 503, 504 -> Kind.BUSY;
                        default -> Kind.FAILED;
                    };
            return new CallFailure("status_" + again.status(), detail, kind, again.after());
        }
        if (failure instanceof ReplyException reply) {
            return refused(reply, detail, weights);
        }
        if (failure instanceof IOException) {
            Throwable cause = failure.getCause();
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                return new CallFailure(NO_CONNECTION, detail, Kind.AWAY, Duration.ZERO);
            }
            return cause instanceof TimeoutException
                    ? new CallFailure("timed_out", detail, Kind.TOO_SLOW, Duration.ZERO)
                    : new CallFailure(BROKEN_CONNECTION, detail, Kind.FAILED, Duration.ZERO);
        }
        throw new IllegalArgumentException("not a failure of a request", failure);
    }

    private static CallFailure refused(ReplyException reply, String detail, String weights) {
        int status = reply.status();
        if (status == 0) {
            return new CallFailure("malformed", detail, Kind.FAILED, Duration.ZERO);
        }
        if (status / 100 == 3 || status == 401 || status == 403 || status == 405 || status == 407) {
            // No prompt is to blame for a redirect, or for a door that is shut.
            return new CallFailure("status_" + status, detail, Kind.AWAY, Duration.ZERO);
        }
        String said = detail.toLowerCase(Locale.ROOT);
        boolean namesThem = said.contains(weights.toLowerCase(Locale.ROOT)) && !weights.isEmpty();
        if (namesThem
                && (said.contains("does not exist") || said.contains("not loaded") || said.contains("not found"))) {
            return new CallFailure("weights_gone", detail, Kind.NO_WEIGHTS, Duration.ZERO);
        }
        return new CallFailure("status_" + status, detail, Kind.REFUSED, Duration.ZERO);
    }
}
