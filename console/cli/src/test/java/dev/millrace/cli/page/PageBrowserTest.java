package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
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

    @Test
    void shouldMoveItsCharts() throws Exception {
        page.show("#/training", 1280, 800, false);
        browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 8");
        String before = browser.evaluate(pixels()).asText();

        played.steps().nextStep();

        browser.await(pixels() + " !== '" + before + "'");
        browser.screenshot(SHOTS.resolve("training-1280.png"));
        browser.evaluate("document.querySelector('.chart details').open = true");
        browser.await("document.querySelectorAll('.chart table tbody tr').length > 10");
        assertThat(browser.complaints()).isEmpty();
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
    void shouldShowNumbersAsTheyWereRecordedHoweverLinesAreSmoothed() {
        // Given
        page.show("#/training", 1280, 800, false);
        browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 8");

        // When
        browser.evaluate(smoothing(9));

        // Then
        browser.evaluate("document.querySelectorAll('.chart details').forEach(d => { d.open = true; })");
        browser.await("document.querySelectorAll('.chart:not([hidden]) tbody td').length > 100");
        String wrong = browser.evaluate("(async () => {"
                        + " const {number} = await import('/dom.js');"
                        + " const told = (await (await fetch('/api/overview')).json()).step.metrics;"
                        + " const wrong = [];"
                        + " for (const [title, metric] of [['Reward', 'reward'], ['KL to the reference', 'kl'],"
                        + "   ['Learning rate', 'actor/lr'], ['Length', 'completions/mean_length']]) {"
                        + "   const chart = [...document.querySelectorAll('.chart')]"
                        + "     .find(c => c.querySelector('h3').textContent === title);"
                        + "   const shown = ['.last', '.series-list b', 'tbody td:nth-child(2)']"
                        + "     .map(where => chart.querySelector(where)?.textContent);"
                        + "   if (shown.some(text => text !== number(told[metric]))) {"
                        + "     wrong.push(`${title}: ${shown} for ${told[metric]}`); } }"
                        + " return wrong.join('; '); })()")
                .asText();
        assertThat(wrong).isEmpty();
        browser.evaluate("location.hash = '#/overview'");
        browser.await("document.querySelector('.facts')");
        assertThat(browser.evaluate("(async () => { const {number} = await import('/dom.js');"
                                + " const told = (await (await fetch('/api/overview')).json()).step.metrics;"
                                + " return [...document.querySelectorAll('.fact')].map(f => f.innerText).join()"
                                + "   .includes(number(told.reward)); })()")
                        .asBoolean())
                .as("Overview and Training agree")
                .isTrue();
        browser.evaluate("sessionStorage.removeItem('millrace-smoothing')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldCorrectTheBiasOfItsSmoothing() {
        page.show("#/training", 1280, 800, false);

        String smoothed = module(
                "smoothing.js",
                "m => [m.smooth([3, null, 3, 3], 9).map(v => v && +v.toFixed(9)), m.smooth([1, 0], 1).map(v => +v.toFixed(4)), m.smooth([2, 7], 0),"
                        + " m.newest([1, 2, null])]");

        assertThat(smoothed).isEqualTo("[[3,null,3,3],[1,0.3333],[2,7],1]");
    }

    @Test
    void shouldDrawTheValuesFaintUnderTheirSmoothing() {
        page.show("#/training", 1280, 800, false);

        String drawn = module(
                "chart.js",
                "m => ['smoothed', 'exact'].map(kind => { const c = new m.Chart(kind, null, {exact: kind === 'exact'});"
                        + " c.show([1, 2, 3], [{name: 'a', values: [4, 8, 4]}], 1);"
                        + " const lines = c.plot.series.slice(1).map((s, i) => ["
                        + "   /^#[0-9a-f]{6}60$/.test(typeof s.stroke === 'function' ? s.stroke(c.plot, i + 1) : s.stroke),"
                        + "   c.data[i + 1].map(v => +v.toFixed(2))]);"
                        + " c.close(); return lines; })");

        assertThat(drawn)
                .as("whether a line is faint, and its values")
                .isEqualTo("[[[true,[4,8,4]],[false,[4,6.67,5.14]]],[[false,[4,8,4]]]]");
    }

    @Test
    void shouldSmoothNeitherRatesNorVersionsNorStaleness() {
        // Given
        page.show("#/training", 1280, 800, false);
        browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 8");
        browser.evaluate(smoothing(0));
        browser.evaluate("window.before = " + drawing("Reward"));
        browser.evaluate("window.exact = [" + drawing("Learning rate") + ", " + drawing("Staleness") + "]");

        // When
        browser.evaluate(smoothing(9));

        // Then
        browser.await(drawing("Reward") + " !== window.before");
        assertThat(browser.evaluate("[" + drawing("Learning rate") + ", " + drawing("Staleness")
                                + "].every((picture, i) => picture === window.exact[i])")
                        .asBoolean())
                .isTrue();
        browser.evaluate("sessionStorage.removeItem('millrace-smoothing')");
    }

    @Test
    void shouldDrawNoLineAcrossChartsThatShareACursor() {
        page.show("#/training", 1280, 800, false);

        browser.await("document.querySelectorAll('.chart:not([hidden]) .u-cursor-x').length >= 8");

        assertThat(browser.evaluate("document.querySelectorAll('.u-cursor-y').length")
                        .asInt())
                .isZero();
    }

    @Test
    void shouldLabelEachTickWithItsOwnWords() {
        page.show("#/training", 1280, 800, false);

        String rates = module("ticks.js", "m => m.numberLabels([0, 5e-5, 1e-4, 1.5e-4, 2e-4], 5e-5)");
        String twice = module(
                "ticks.js",
                "m => { const twice = []; for (const n of [1, 2, 2.5, 5]) for (let e = -12; e < 9; e++)"
                        + " for (const from of [0, 3, 997, -5]) { const by = n * 10 ** e;"
                        + " const told = m.numberLabels([...Array(6)].map((_, i) => (from + i) * by), by);"
                        + " if (new Set(told).size < 6) twice.push(told); }"
                        + " for (const by of m.TIME_INCREMENTS) { const told = m.timeLabels([...Array(6)].map((_, i) =>"
                        + " 1.77e9 + i * by), by); if (new Set(told).size < 6) twice.push(told); } return twice; }");

        assertThat(rates).isEqualTo("[\"0\",\"5e-5\",\"1e-4\",\"1.5e-4\",\"2e-4\"]");
        assertThat(twice).as("labels that repeat").isEqualTo("[]");
        assertThat(module("ticks.js", "m => m.STEP_INCREMENTS.every(Number.isInteger)"))
                .isEqualTo("true");
    }

    @Test
    void shouldGiveEachSeriesAColourOfItsOwnThatStays() {
        page.show("#/training", 1280, 800, false);

        String colours = module(
                "colours.js",
                "m => { const c = new m.Colours(['count', 'color']); const key = n => JSON.stringify(c.of(n));"
                        + " const names = ['attribute', 'sum', 'mine', 'yours', 'seven', 'eight', 'count', 'color'];"
                        + " const before = names.map(key); key('a-new-one');"
                        + " const again = new m.Colours(['count', 'color']);"
                        + " return [new Set(before).size, names.map(key).join() === before.join(),"
                        + " JSON.stringify(again.of('mine')) === key('mine')]; }");
        String near = browser.evaluate("(() => { const near = [];"
                        + " for (const theme of ['light', 'dark']) {"
                        + "   document.documentElement.dataset.theme = theme;"
                        + "   const style = getComputedStyle(document.documentElement);"
                        + "   const rgb = [...Array(12)].map((_, i) => style.getPropertyValue(`--series-${i + 1}`).trim())"
                        + "     .map(c => [1, 3, 5].map(k => parseInt(c.slice(k, k + 2), 16)));"
                        + "   rgb.forEach((a, i) => rgb.slice(0, i).forEach((b, j) => {"
                        + "     if (!(Math.hypot(...a.map((v, k) => v - b[k])) > 45)) near.push(`${theme} ${j + 1}, ${i + 1}`);"
                        + "   })); }"
                        + " delete document.documentElement.dataset.theme; return near.join('; '); })()")
                .asText();

        assertThat(colours).isEqualTo("[8,true,true]");
        assertThat(near).as("colours that are hard to tell apart").isEmpty();
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

    /** What a function makes of a module of the page, as JSON. */
    private static String module(String file, String function) {
        return browser.evaluate("import('/" + file + "').then(m => JSON.stringify((" + function + ")(m)))")
                .asText();
    }

    private static String smoothing(int strength) {
        return "(s => { s.value = " + strength + "; s.dispatchEvent(new Event('input')); })"
                + "(document.getElementById('smoothing'))";
    }

    /** The picture of the chart with a title. */
    private static String drawing(String title) {
        return "[...document.querySelectorAll('.chart')].find(c => c.querySelector('h3').textContent === '" + title
                + "').querySelector('canvas').toDataURL()";
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
