package dev.millrace.cli.command;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Says now and then how far long work is. Belongs to one thread. */
final class ProgressLine {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final Clock clock;
    private Instant next;

    ProgressLine(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.next = clock.instant().plus(EVERY);
    }

    /** @param share of the whole, 0 to 1; below 0 if it is not known */
    void at(String what, double share, long groups) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        out.println(
                share < 0
                        ? what + " " + groups + " groups"
                        : String.format(
                                Locale.ROOT, "%s %d groups, %.0f %% of the log read", what, groups, 100 * share));
        out.flush();
    }
}
