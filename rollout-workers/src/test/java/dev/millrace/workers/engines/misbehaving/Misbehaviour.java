package dev.millrace.workers.engines.misbehaving;

import dev.millrace.testing.inference.Fault;

/** What a server does wrong, and how that shows. The words stand in the page. */
enum Misbehaviour {
    SLOW(Fault.SLOW, "answers too late", "failed/timed_out"),
    ERROR(Fault.ERROR, "status 500", "failed/status_500"),
    BUSY(Fault.BUSY, "status 503 with `Retry-After`", "failed/status_503"),
    DROP(Fault.DROP, "half a reply, then the connection is closed", "failed/broken_connection"),
    GARBAGE(Fault.GARBAGE, "half a reply as if it were whole", "failed/malformed"),
    SHORT(Fault.SHORT, "a log-probability too few", "failed/log_prob_count"),
    NAN(Fault.NAN, "a log-probability that is NaN", "failed/log_prob_not_finite"),
    NULL(Fault.NULL, "a log-probability that is null", "failed/log_prob_missing"),
    FEW(Fault.FEW, "an answer too few", "failed/choices"),
    NOOP(Fault.NOOP, "says that it loaded weights, and did nothing", "versions_refused"),
    DEAF(Fault.DEAF, "loads and lists an adapter, and computes without it", "versions_refused"),
    LIAR(Fault.DEAF, "the same at one of two servers", "left_out"),
    DEATH(Fault.ERROR, "is killed, and started again without its adapters", "away"),
    POISON(Fault.ERROR, "is ended by one prompt, and is back later than the worker waits", "failed/ends_servers");

    private final Fault fault;
    private final String words;
    private final String counted;

    Misbehaviour(Fault fault, String words, String counted) {
        this.fault = fault;
        this.words = words;
        this.counted = counted;
    }

    /** The fault that is switched on; of no meaning where the server is killed. */
    Fault fault() {
        return fault;
    }

    /** What it does, for the page. */
    String words() {
        return words;
    }

    /** The figure of a server that shows it. */
    String counted() {
        return counted;
    }
}
