package dev.millrace.cli.page;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a run that has all that the page tells of, in a headless Chromium: what is done by keys alone, and every number.
 * Skipped where none is installed.
 */
@Tag("slow")
@Timeout(300)
class ToldPageTest {

    @TempDir
    static Path folder;

    private static final ToldRun RUN = new ToldRun();
    private static PlayedPage page;
    private static ReadLog log;

    @BeforeAll
    static void start() throws Exception {
        page = PlayedPage.open(folder, PageTerms.in(folder).at(RUN.clock()), RUN::play);
        log = ReadLog.of(page.played());
    }

    @AfterAll
    static void stop() throws Exception {
        if (page != null) {
            page.close();
        }
    }

    @Nested
    class ByTheKeyboardAlone extends PageTasks {
        ByTheKeyboardAlone() {
            super(page, RUN, log, folder);
        }
    }

    @Nested
    class AsTheLogDoes extends PageTellsTheLog {
        AsTheLogDoes() {
            super(page, RUN, log);
        }
    }
}
