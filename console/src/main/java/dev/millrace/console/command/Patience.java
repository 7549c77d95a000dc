package dev.millrace.console.command;

import java.time.Duration;

/** How long commands wait for others. */
final class Patience {

    /** For a broker or registry to answer at all, retries included. */
    static final Duration ADDRESS = Duration.ofSeconds(15);

    /** For the answer to one administrative request. */
    static final Duration REQUEST = Duration.ofSeconds(30);

    /** For a role to end after it was asked to. */
    static final Duration STOP = Duration.ofSeconds(20);

    private Patience() {}
}
