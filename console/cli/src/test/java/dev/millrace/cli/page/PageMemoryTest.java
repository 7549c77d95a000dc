package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.cli.page.PageMemory.Minute;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether a page grows that is open for an hour of a run that is an hour old already: 3,600 more steps, 32,400 groups, 129,600
 * trajectories. It stays open, and its reader goes through all views in every minute. A minute is two seconds here, and a real one
 * with {@code -Dmillrace.page.hour=true}.
 */
@Tag("slow")
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class PageMemoryTest {

    private static final int OLD = 3_600;
    private static final int STEPS_A_MINUTE = 60;
    private static final boolean REAL = Boolean.getBoolean("millrace.page.hour");
    private static final Duration PACE = REAL ? Duration.ofSeconds(1) : Duration.ofMillis(33);

    /**
     * What the server may hold more: 3,000 steps and their windows, of which it keeps 50,000 and a day's, and what was read of
     * groups that were opened, of which it keeps 14 MiB. A group that stays, of its 27,000, would be more than that.
     */
    private static final double KEPT = 3_000 * 1_000.0 + (14 << 20);

    /** What is gone through, besides where it begins and ends. */
    private static final List<View> VIEWS = List.of(
            new View("#/overview", ".chart canvas"),
            new View("#/training?rewards=1", ".heat"),
            new View("#/groups", ".space .row"),
            new View("#/groups/GROUP", ".response .token, .drawing img"),
            new View("#/prompts/p", ".strip-of-groups li"),
            new View("#/runs?runs=played", ".runs section:last-child table"),
            new View("#/health", ".stack table"));

    private static final View LAST = new View("#/training", ".chart:not([hidden]) canvas");

    @TempDir
    private Path folder;

    /**
     * A view of the page.
     *
     * @param address in which GROUP stands for the newest one
     * @param shown what of it comes last
     */
    private record View(String address, String shown) {}

    @Test
    void shouldNotGrowInAnHour() throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: nothing can be measured");
        List<Minute> minutes = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        try (PlayedRun run = new PlayedRun(folder.resolve("stack"))) {
            run.samples().oldGroups(OLD);
            run.steps().history(OLD);
            try (PageProcess page = PageProcess.start(run, folder.resolve("page"));
                    Browser browser = Browser.start(chromium.get(), folder.resolve("profile"))) {
                browser.screen(1280, 800, false);
                browser.open(page.url() + LAST.address());
                browser.await("document.querySelectorAll('" + LAST.shown() + "').length >= 8");
                browser.await("fetch('api/groups?most=0').then(a => a.json()).then(a => a.remembered >= 20000)");
                try (PlayedStream stream = new PlayedStream(run, OLD, PageMemory.HOUR * STEPS_A_MINUTE, PACE)) {
                    for (int minute = 1; minute <= PageMemory.HOUR; minute++) {
                        minutes.add(minute(minute, stream, page, browser));
                        System.out.println("minute " + minute + ", " + minutes.get(minute - 1));
                    }
                }
                complaints.addAll(browser.complaints());
            }
        }

        PageMemory hour = new PageMemory(minutes);
        System.out.println(hour.told());
        // What is begun on the machine meanwhile may change its network; the page asks again.
        assertThat(complaints)
                .filteredOn(said -> !said.contains("ERR_NETWORK_CHANGED"))
                .isEmpty();
        assertThat(hour.growth(Minute::heap)).as("bytes of JavaScript").isLessThan(1e6);
        assertThat(hour.growth(Minute::nodes)).as("nodes of documents").isLessThan(500);
        assertThat(hour.growth(Minute::listeners)).as("listeners").isLessThan(100);
        assertThat(hour.growth(Minute::server)).as("bytes of the server").isLessThan(KEPT);
    }

    /** Goes through all views while the run goes on, and ends where it began: at the charts, which have its newest step. */
    private static Minute minute(int minute, PlayedStream stream, PageProcess page, Browser browser) throws Exception {
        int begin = (minute - 1) * STEPS_A_MINUTE;
        // Where minutes are short, the run does not hurry away from its reader.
        stream.allow(begin + (REAL ? 2 : 1) * STEPS_A_MINUTE);
        for (int i = 0; i < VIEWS.size(); i++) {
            stream.await(begin + 1 + i * STEPS_A_MINUTE / (VIEWS.size() + 1));
            show(browser, VIEWS.get(i), stream);
        }
        explain(browser);
        show(browser, LAST, stream);
        stream.await(minute * STEPS_A_MINUTE);
        browser.evaluate("document.querySelector('.chart details').open = true");
        browser.await("Number(document.querySelector('.chart details td').textContent.replaceAll(',', '')) >= "
                + (OLD + minute * STEPS_A_MINUTE));
        browser.evaluate("document.querySelector('.chart details').open = false");
        Map<String, Double> held = browser.memory();
        return new Minute(
                stream.made(),
                held.getOrDefault("JSHeapUsedSize", Double.NaN),
                held.getOrDefault("Nodes", Double.NaN),
                held.getOrDefault("JSEventListeners", Double.NaN),
                browser.residentBytes(),
                page.liveBytes(),
                page.residentBytes());
    }

    /** Asks where a number comes from, and closes the answer. */
    private static void explain(Browser browser) {
        browser.evaluate("location.hash = '#/overview'");
        browser.await("document.querySelector('[data-explain=reward]') !== null");
        browser.evaluate("document.querySelector('[data-explain=reward]').click()");
        browser.await("document.querySelector('dialog.explain[open] table') !== null");
        browser.evaluate("document.querySelector('dialog.explain').close()");
    }

    private static void show(Browser browser, View view, PlayedStream stream) {
        String group = stream.group().replace("/", "%2F");
        browser.await("fetch('api/groups?q=id:" + group + "').then(a => a.json())"
                + ".then(a => a.total === 1, () => false)");
        browser.evaluate("location.hash = '" + view.address().replace("GROUP", group) + "'");
        browser.await("document.querySelector('" + view.shown() + "') !== null");
    }
}
