package dev.millrace.cli.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The page of a played run, and a headless Chromium that looks at it.
 *
 * @param played the run, which may be played on
 */
record PlayedPage(PlayedRun played, ServedPage page, Browser browser) implements AutoCloseable {

    /** Skips the test where no Chromium is installed. */
    static PlayedPage open(Path folder, ServedPage.History history) throws Exception {
        return open(folder, PageTerms.in(folder), history);
    }

    /** The same, served in another way. */
    static PlayedPage open(Path folder, PageTerms terms, ServedPage.History history) throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: the page is not tried in a browser");
        ServedPage page = ServedPage.of(folder, terms, history);
        return new PlayedPage(page.played(), page, Browser.start(chromium.get(), folder.resolve("profile")));
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
        try (page;
                browser) {
            // in this order, the last first
        }
    }
}
