package dev.millrace.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.console.role.Role;
import dev.millrace.console.role.Roles;
import dev.millrace.console.watch.Alarms;
import dev.millrace.console.watch.RunWatch;
import dev.millrace.policy.text.WordTokenizer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a headless Chromium; its pictures stay in {@code target/screenshots}. Skipped where none is installed. */
@Timeout(300)
class PageBrowserTest {

    private static final Path SHOTS = Path.of("target", "screenshots");
    private static final int STEPS = 600;

    @TempDir
    static Path folder;

    private static PlayedRun played;
    private static Roles roles;
    private static PageServer page;
    private static Browser browser;
    private static String drawn;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: the page is not tried in a browser");
        played = new PlayedRun(folder.resolve("stack"));
        played.history(STEPS);
        String image = played.image(PlayedRun.picture(0), "text/html");
        drawn = played.drawings("a photo of a red circle");
        played.answers(
                "<image>What color <script>window.hacked = 1</script><img src=x onerror=\"hacked=1\"> is it?", image);
        played.openGroup(0);
        played.flush();
        RunWatch watch = new RunWatch(
                played.connection(), played.topics(), PlayedRun.RUN, Set.of("accuracy"), Clock.systemUTC());
        roles = new Roles(Duration.ofSeconds(20));
        roles.start(new Role("watch", watch::run, watch::stop));
        page = PageServer.start(
                new PageConfig("127.0.0.1", 0, "", Duration.ofMillis(100), folder),
                played.connection(),
                played.topics(),
                watch,
                Alarms.of(Duration.ofMinutes(2)),
                WordTokenizer.builtIn(),
                () -> "");
        browser = Browser.start(chromium.get(), folder.resolve("profile"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (page != null) {
            page.close();
            roles.close();
        }
        if (played != null) {
            played.close();
        }
    }

    @Test
    void shouldMoveItsCharts() throws Exception {
        show("#/training", 1280, 800, false);
        browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 8");
        String before = browser.evaluate(pixels()).asText();

        played.nextStep();

        browser.await(pixels() + " !== '" + before + "'");
        browser.screenshot(SHOTS.resolve("training-1280.png"));
        browser.evaluate("document.querySelector('.chart details').open = true");
        browser.await("document.querySelectorAll('.chart table tbody tr').length > 10");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldOpenAGroupWithShadedTokensAndNoHarm() throws Exception {
        show("#/groups", 1280, 800, false);
        browser.await("document.querySelectorAll('.token').length >= 24");

        browser.await("[...document.querySelectorAll('.prompt img')].some(i => i.complete && i.naturalWidth === 32)");
        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
        assertThat(browser.evaluate("document.querySelector('.asked').textContent")
                        .asText())
                .contains("<script>window.hacked = 1</script>");
        assertThat(browser.evaluate("document.querySelectorAll('.asked *').length")
                        .asInt())
                .isZero();
        assertThat(shades()).as("shades of advantage").contains("minus", "plus");
        browser.evaluate("document.querySelector('input[value=robust]').click()");
        browser.await("document.querySelector('.responses .token.size') !== null");
        browser.screenshot(SHOTS.resolve("group-rvd-1280.png"));
        browser.evaluate("location.hash = '#/groups/' + encodeURIComponent('" + drawn + "')");
        browser.await("[...document.querySelectorAll('.drawing img')].filter(i => i.naturalWidth === 32).length === 4");
        browser.await("document.querySelectorAll('.marks .fails').length === 2");
        assertThat(browser.evaluate("[...document.querySelectorAll('.drawing')][1].querySelector('.marks').innerText")
                        .asText())
                .contains("1 of circle", "1 of red circle, found 0")
                .doesNotContain("include[");
        assertThat(browser.evaluate("document.querySelectorAll('.group .token, .group .legend').length")
                        .asInt())
                .as("shaded tokens where there are none")
                .isZero();
        browser.screenshot(SHOTS.resolve("drawings-1280.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldFitAPhoneAndFollowTheKeyboard() throws Exception {
        show("#/overview", 390, 844, true);
        browser.await("document.getElementById('link').textContent === 'live'");
        browser.await("document.querySelector('.balance').textContent === 'in balance'");
        int i = 1;
        for (String view : new String[] {"overview", "training", "groups", "health"}) {
            browser.press(String.valueOf(i++));
            browser.await("document.title.endsWith('" + view + "')");
            browser.await("document.documentElement.scrollWidth <= innerWidth");
            browser.screenshot(SHOTS.resolve(view + "-390-dark.png"));
        }
        browser.await("document.querySelector('nav [aria-current]').textContent.startsWith('Health')");
        assertThat(browser.evaluate("[...document.querySelectorAll('img, svg[role], input, button, select')]"
                                + ".filter(e => !e.hasAttribute('alt') && !e.getAttribute('aria-label')"
                                + " && !e.labels?.length).map(e => e.outerHTML)"
                                + ".join()")
                        .asText())
                .as("things without a name")
                .isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    private static void show(String view, int width, int height, boolean dark) {
        browser.screen(width, height, dark);
        browser.open("about:blank");
        browser.open(page.url() + view);
        browser.await("document.getElementById('ledger') !== null");
    }

    private static String pixels() {
        return "[...document.querySelectorAll('.chart:not([hidden]) canvas')].slice(0, 1).map(c => c.toDataURL()).join()";
    }

    private static String shades() {
        return browser.evaluate(
                        "[...document.querySelectorAll('.responses .token')]"
                                + ".filter(t => Number(t.style.getPropertyValue('--strength')) > 0.4).map(t => t.className).join()")
                .asText();
    }
}
