package dev.millrace.cli.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.page.PageConfig;
import dev.millrace.monitoring.page.PageServer;
import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.policy.text.TokenizerText;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The page of a played run, and a headless Chromium that looks at it.
 *
 * @param played the run, which may be played on
 */
record PlayedPage(PlayedRun played, Roles roles, PageServer page, Browser browser) implements AutoCloseable {

    /** What is played before anybody looks. */
    @FunctionalInterface
    interface History {
        void play(PlayedRun run) throws Exception;
    }

    /** Skips the test where no Chromium is installed. */
    static PlayedPage open(Path folder, History history) throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: the page is not tried in a browser");
        PlayedRun played = new PlayedRun(folder.resolve("stack"));
        history.play(played);
        played.flush();
        RunWatch watch = new RunWatch(
                played.connection(), played.topics(), PlayedRun.RUN, Set.of("accuracy"), "accuracy", Clock.systemUTC());
        Roles roles = new Roles(Duration.ofSeconds(20));
        roles.start(new Role("watch", watch::run, watch::stop));
        PageServer page = PageServer.start(
                new PageConfig("127.0.0.1", 0, "", Duration.ofMillis(100), folder, ServerTls.none()),
                played.connection(),
                played.topics(),
                watch,
                Alarms.of(Duration.ofMinutes(2)),
                new TokenizerText(WordTokenizer.builtIn()),
                () -> "");
        return new PlayedPage(played, roles, page, Browser.start(chromium.get(), folder.resolve("profile")));
    }

    /** Opens a view in a window of this size. */
    void show(String view, int width, int height, boolean dark) {
        browser.screen(width, height, dark);
        browser.open("about:blank");
        browser.open(page.url() + view);
        browser.await("document.getElementById('ledger') !== null");
    }

    @Override
    public void close() throws Exception {
        try (played;
                roles;
                page;
                browser) {
            // in this order, the last first
        }
    }
}
