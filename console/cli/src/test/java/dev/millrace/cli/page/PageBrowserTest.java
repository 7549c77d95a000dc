package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.MetricFigure;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a headless Chromium; its pictures stay in {@code target/screenshots}. Skipped where none is installed. */
@Tag("slow")
@Timeout(300)
class PageBrowserTest {

    private static final Path SHOTS = Path.of("target", "screenshots");
    private static final int STEPS = 600;

    private static final Map<String, Double> SERVERS = Map.ofEntries(
            Map.entry("10.0.0.1_8000/version", 12.0),
            Map.entry("10.0.0.1_8000/in_flight", 48.0),
            Map.entry("10.0.0.1_8000/window", 64.0),
            Map.entry("10.0.0.1_8000/running", 48.0),
            Map.entry("10.0.0.1_8000/waiting", 2.0),
            Map.entry("10.0.0.1_8000/cache", 0.93),
            Map.entry("10.0.0.1_8000/tokens_per_second", 5_120.0),
            Map.entry("10.0.0.1_8000/answers", 18_204.0),
            Map.entry("10.0.0.1_8000/failed/malformed", 3.0),
            Map.entry("10.0.0.1_8000/failed/log_prob_not_finite", 1.0),
            Map.entry("10.0.0.2_8000/version", 11.0),
            Map.entry("10.0.0.2_8000/window", 32.0),
            Map.entry("10.0.0.2_8000/answers", 9_001.0),
            Map.entry("10.0.0.2_8000/away", 1.0),
            Map.entry("10.0.0.2_8000/failed/no_connection", 41.0),
            Map.entry("10.0.0.3_8000/version", 11.0),
            Map.entry("10.0.0.3_8000/window", 64.0),
            Map.entry("10.0.0.3_8000/cache", 0.12),
            Map.entry("10.0.0.3_8000/answers", 15_310.0),
            Map.entry("10.0.0.3_8000/left_out", 1.0));

    @TempDir
    static Path folder;

    private static PlayedPage page;
    private static PlayedRun played;
    private static Browser browser;
    private static String drawn;
    private static String answered;

    @BeforeAll
    static void start() throws Exception {
        page = PlayedPage.open(folder, run -> {
            run.steps().history(STEPS);
            String image = run.image(PlayedRun.picture(0), "text/html");
            drawn = run.samples().drawings("a photo of a red circle");
            answered = run.samples()
                    .answers(
                            "<image>What color <script>window.hacked = 1</script><img src=x onerror=\"hacked=1\"> is it?",
                            image);
            run.samples().openGroup(0);
        });
        played = page.played();
        browser = page.browser();
    }

    @AfterAll
    static void stop() throws Exception {
        if (page != null) {
            page.close();
        }
    }

    @Nested
    class Modules extends PageModules {
        Modules() {
            super(page);
        }
    }

    @Nested
    class Charts extends PageCharts {
        Charts() {
            super(page);
        }
    }

    @Nested
    class Preferences extends PagePreferences {
        Preferences() {
            super(page);
        }
    }

    @Test
    void shouldKeepNamesHarmlessWhateverTheyAre() {
        // Given
        String evil = "<img src=x onerror=\"window.hacked=1\">";
        String bent = "\u202e<script>hacked=1</script>";
        played.steps().nextStep(Map.of(evil, 0.5, "rewards/" + bent + "/mean", 0.25, "kl", 0.1));
        played.steps().otherRun(evil, 1, 2, Instant.now(), Map.of(evil, 1.0, "reward", 0.5));
        MetricFigure one = new MetricFigure(1L, 1.0, 1.0, 1.0);
        played.steps()
                .counted(
                        0,
                        Instant.ofEpochMilli(System.currentTimeMillis() / 5_000 * 5_000 - 10_000),
                        5_000,
                        Map.of(
                                "worker/" + evil, one,
                                "scores/" + evil + "/scored", one,
                                "latency_ms/" + evil, one,
                                "headline/" + evil, one));
        played.written().letter(evil, Instant.now());
        played.flush();
        String asked = ServedPage.encoded(evil);

        // When
        for (String view : List.of(
                "#/overview",
                "#/training?with=" + asked + "&add=" + asked + "%7Crewards/" + ServedPage.encoded(bent) + "/mean",
                "#/training?explain=" + asked,
                "#/runs?runs=" + asked,
                "#/groups?view=letters",
                "#/groups?q=" + asked,
                "#/groups/" + asked,
                "#/prompts/" + asked,
                "#/health")) {
            page.show(view, 1280, 800, false);
            browser.await("document.querySelector('.balance')?.textContent !== ''");
            browser.await("(document.querySelector('main')?.innerText ?? '').trim().length > 10");
            browser.await("new Promise(done => setTimeout(() => done(true), 300))");

            // Then
            assertThat(browser.evaluate("window.hacked === undefined"
                                    + " && document.querySelectorAll('img[src=x], body script').length === 0")
                            .asBoolean())
                    .as(view)
                    .isTrue();
        }
        page.show("#/health", 1280, 800, false);
        browser.await("[...document.querySelectorAll('td')].some(cell => cell.textContent === '"
                + evil.replace("\"", "\\\"") + "')");
        page.show("#/training?add=" + asked, 1280, 800, false);
        browser.await("[...document.querySelectorAll('.charts.own h3')].some(h => h.textContent.includes('onerror'))");
        assertThat(browser.complaints())
                .filteredOn(said -> !said.contains("40"))
                .isEmpty();
        browser.forgetComplaints();
    }

    @Test
    void shouldOpenAnExplanationThatALinkAsksFor() {
        page.show("#/training", 1280, 800, false);
        browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 8");

        browser.evaluate("location.hash = '#/training?explain=kl%405'");

        browser.await("document.querySelector('dialog.explain[open] h2')?.textContent.includes('kl of step 5')");
    }

    @Test
    void shouldOpenAGroupWithShadedTokensAndNoHarm() throws Exception {
        page.show("#/groups/" + answered.replace("/", "%2F"), 1280, 800, false);
        browser.await("document.querySelectorAll('.token').length >= 6");

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
    void shouldShowServersWhereWorkersSampleAtSome() throws Exception {
        page.show("#/overview", 1280, 1000, false);
        browser.await("document.querySelectorAll('.fact').length === 6");
        assertThat(browser.evaluate("document.querySelector('.servers') === null")
                        .asBoolean())
                .isTrue();

        played.steps().servers("worker-0", SERVERS);

        browser.await("document.querySelectorAll('.servers tbody tr').length === 3");
        assertThat(browser.evaluate("document.querySelector('.servers tbody').innerText")
                        .asText())
                .contains("10.0.0.1:8000", "✓ serves", "12", "48 of 64", "93 %", "malformed 3", "✗ away", "✗ left out");
        browser.screenshot(SHOTS.resolve("servers-1280.png"));
        page.show("#/overview", 1280, 1000, true);
        browser.await("document.querySelectorAll('.servers tbody tr').length === 3");
        browser.screenshot(SHOTS.resolve("servers-1280-dark.png"));
        browser.screen(390, 844, false);
        browser.await("document.documentElement.scrollWidth <= innerWidth");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldFitAPhoneAndFollowTheKeyboard() throws Exception {
        page.show("#/overview", 390, 844, true);
        browser.await("document.getElementById('link').textContent === 'live'");
        browser.await("document.querySelector('.balance').textContent === 'in balance'");
        int i = 1;
        for (String view : new String[] {"overview", "training", "groups", "runs", "health"}) {
            browser.press(String.valueOf(i++));
            browser.await("document.title.endsWith('" + view + "')");
            browser.await("document.documentElement.scrollWidth <= innerWidth");
            browser.screenshot(SHOTS.resolve(view + "-390-dark.png"));
        }
        browser.await("document.querySelector('nav [aria-current]').textContent.startsWith('Health')");
        assertThat(browser.evaluate("[...document.querySelectorAll('img, svg[role], input, button, select')]"
                                + ".filter(e => !e.hasAttribute('alt') && !e.getAttribute('aria-label')"
                                + " && !e.labels?.length && !e.textContent.trim()).map(e => e.outerHTML)"
                                + ".join()")
                        .asText())
                .as("things without a name")
                .isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldKeepTheFocusWhereItIs() throws Exception {
        // Given
        page.show("#/groups", 1280, 800, false);
        browser.await("document.querySelectorAll('.space .row').length >= 2");
        String focused = browser.evaluate("(row => { row.focus(); return row.dataset.key; })"
                        + "(document.querySelectorAll('.space .row')[1])")
                .asText();
        int rows = browser.evaluate("document.querySelectorAll('.space .row').length")
                .asInt();

        // When
        played.samples().drawings("a photo of another circle");

        // Then
        browser.await("document.querySelectorAll('.space .row').length > " + rows);
        assertThat(browser.evaluate("document.activeElement.dataset.key").asText())
                .isEqualTo(focused);
        browser.press("5");
        browser.await("document.querySelector('.scroll') !== null");
        browser.evaluate("document.querySelector('.scroll').focus(); window.region = document.activeElement;");
        played.steps().nextStep();
        browser.await("document.activeElement.getAttribute('role') === 'region'");
        browser.await("document.activeElement === window.region && window.region.isConnected");
    }

    @Test
    void shouldSayWhatIsNotThereAndWhatToDo() {
        page.show("#/groups/played%2F0%2F999999", 1280, 800, false);

        browser.await(
                "document.querySelector('.group .empty')?.textContent.includes('./millrace show played/0/999999')");
        assertThat(browser.complaints()).singleElement().asString().contains("404");
        browser.forgetComplaints();
    }

    @Test
    void shouldShowThatARunIsOverAndThatItGoesOn() throws Exception {
        // Given
        page.show("#/overview", 1280, 800, false);
        browser.await("document.getElementById('link').textContent === 'live'");

        // When
        played.steps().lastStep();

        // Then
        browser.await("document.getElementById('link').textContent === 'finished'");
        browser.await(
                "/trained for .*, ended at \\d\\d:\\d\\d:\\d\\d/.test(document.querySelector('.fact .note').textContent)");
        browser.screenshot(SHOTS.resolve("finished-1280.png"));
        played.steps().nextStep();
        browser.await("document.getElementById('link').textContent === 'live'");
    }

    private static String shades() {
        return browser.evaluate(
                        "[...document.querySelectorAll('.responses .token')]"
                                + ".filter(t => Number(t.style.getPropertyValue('--strength')) > 0.4).map(t => t.className).join()")
                .asText();
    }
}
