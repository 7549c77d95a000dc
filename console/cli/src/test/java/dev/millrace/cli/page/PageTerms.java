package dev.millrace.cli.page;

import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.page.PageConfig;
import dev.millrace.monitoring.runs.RunPresence;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * How a page of a played run is served.
 *
 * @param clock of the watch
 * @param presences what a census of the broker finds of other runs
 */
record PageTerms(PageConfig config, Clock clock, List<RunPresence> presences) {

    /** On this machine, ten times a second. */
    static PageTerms in(Path runs) {
        return new PageTerms(
                new PageConfig("127.0.0.1", 0, "", Duration.ofMillis(100), runs, ServerTls.none()),
                Clock.systemUTC(),
                List.of());
    }

    PageTerms at(Clock otherClock) {
        return new PageTerms(config, otherClock, presences);
    }

    PageTerms among(RunPresence... others) {
        return new PageTerms(config, clock, List.of(others));
    }
}
