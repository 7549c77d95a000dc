package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Charts, explanations and runs in a headless Chromium; the pictures stay in {@code target/screenshots}. Skipped where none
 * is installed.
 */
@Tag("slow")
@Timeout(300)
class PageChartsTest {

    private static final Path SHOTS = Path.of("target", "screenshots");

    @TempDir
    static Path folder;

    private static PlayedPage page;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        page = PlayedPage.open(folder, TracedRun.terms(folder), TracedRun::play);
        browser = page.browser();
    }

    @AfterAll
    static void stop() throws Exception {
        if (page != null) {
            page.close();
        }
    }

    @Test
    void shouldShowTheNumbersOfTheLog() {
        Map<String, Double> newest = ReadLog.of(page.played()).newest();
        show("#/training", 1280, false);

        browser.evaluate("document.querySelectorAll('.chart details').forEach(d => { d.open = true; })");
        browser.await("document.querySelectorAll('.chart:not([hidden]) tbody td').length > 40");
        String wrong = browser.evaluate("(async () => { const {number} = await import('/dom.js'); const log = {reward: "
                        + newest.get("reward") + ", kl: " + newest.get("kl") + ", rate: " + newest.get("actor/lr")
                        + "};"
                        + " const wrong = [];"
                        + " for (const [title, value] of [['Reward', log.reward], ['KL to the reference', log.kl],"
                        + "   ['Learning rate', log.rate]]) {"
                        + "   const chart = " + chart("title")
                        + ";   for (const where of ['.last', '.series-list b', 'tbody td:nth-child(2)']) {     const"
                        + " shown = chart.querySelector(where).textContent;     if (shown !== number(value))"
                        + " wrong.push(`${title} ${where}: ${shown} for ${value}`); } } return wrong.join('; '); })()")
                .asText();

        assertThat(wrong).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldKeepLogAxisAndZoomInTheAddress() throws Exception {
        // Given
        show("#/training", 1280, false);
        browser.evaluate(chart("'KL to the reference'") + ".querySelector('.chart-tools button').focus()");

        // When by the keyboard alone
        browser.press("Enter");
        browser.evaluate(chart("'KL to the reference'") + ".querySelector('.plot').focus()");
        browser.press("+");

        // Then
        browser.await("location.hash.includes('log=KL+to+the+reference') && location.hash.includes('zoom=')");
        String address = browser.evaluate("location.hash").asText();
        show(address, 1280, false);
        assertThat(browser.evaluate(chart("'KL to the reference'")
                                + ".querySelector('.chart-tools [aria-pressed=true]').textContent")
                        .asText())
                .isEqualTo("Log axis");
        assertThat(browser.evaluate("location.hash").asText()).isEqualTo(address);
        browser.screenshot(SHOTS.resolve("charts-log-1280.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldExplainANumberByKeyboardAndLeadToItsGroup() throws Exception {
        show("#/training", 1280, true);
        browser.evaluate(chart("'Reward'") + ".querySelector('.plot').focus()");

        browser.press("Enter");

        browser.await("document.querySelector('dialog.explain[open] .good')?.textContent.includes('Calculated again')");
        assertThat(browser.evaluate("document.querySelector('dialog.explain').innerText")
                        .asText())
                .contains("mean reward of the trajectories of the step", "played/0/22", "training-steps-0@11");
        assertThat(browser.evaluate("location.hash").asText()).contains("explain=reward%4012");
        browser.screenshot(SHOTS.resolve("explain-1280-dark.png"));
        browser.screen(390, 844, true);
        browser.await("document.documentElement.scrollWidth <= innerWidth");
        browser.screenshot(SHOTS.resolve("explain-390-dark.png"));
        browser.evaluate("document.querySelector('dialog.explain a[href^=\"#/groups\"]').click()");
        browser.await("location.hash.startsWith('#/groups/played')");
        assertThat(browser.evaluate("document.querySelector('dialog.explain').open")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void shouldAddAChartOfAnyMetricAndKeepIt() throws Exception {
        // Given
        show("#/training", 1280, false);

        // When
        browser.press("a");
        browser.await("document.querySelectorAll('.metric-row').length > 100 &&"
                + " document.getElementById('metric-search').value === ''");
        browser.screenshot(SHOTS.resolve("catalogue-1280.png"));
        browser.evaluate("(s => { s.value = 'largest ratio'; s.dispatchEvent(new Event('input')); })"
                + "(document.getElementById('metric-search'))");
        browser.await("document.getElementById('metric-ratio/max') !== null");
        browser.evaluate("document.getElementById('metric-ratio/max').click()");

        // Then
        browser.await("location.hash.includes('add=ratio%2Fmax')");
        show(browser.evaluate("location.hash").asText(), 1280, false);
        browser.await(
                "document.querySelector('.charts.own figcaption p')?.textContent === 'the largest of these ratios'");
        assertThat(browser.evaluate("document.querySelector('.charts.own .last').textContent")
                        .asText())
                .isEqualTo("2.200");
        browser.evaluate("document.querySelector('.charts.own .remove').click()");
        browser.await("!location.hash.includes('add=') && document.querySelector('.charts.own').children.length === 0");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldSaveChartsAsTheyAre() {
        show("#/training", 1280, false);

        String saved = browser.evaluate("(async () => { const {Chart} = await import('/chart.js');"
                        + " const {csv, json, png} = await import('/exporting.js');"
                        + " const c = new Chart('A', 'b', {}); document.body.append(c.node);"
                        + " c.show([1, 2], [{name: '=a', metric: 'm/a', values: [0.1, null]},"
                        + "   {name: 'a', metric: 'm/a', run: 'o\"x', values: [3e-9, 2]}], 2);"
                        + " const blob = await png(c); const told = JSON.parse(json(c)); c.close(); c.node.remove();"
                        + " return [csv(c), told.series.map(s => s.values), blob.type, blob.size > 500]; })()")
                .toString();

        assertThat(saved)
                .isEqualTo("[\"step,m/a,\\\"m/a (o\\\"\\\"x)\\\"\\n"
                        + "1,0.1,3e-9\\n"
                        + "2,,2\\n"
                        + "\",[[0.1,null],[3.0E-9,2]],\"image/png\",true]");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldDrawOtherRunsBesideThisOne() throws Exception {
        show("#/training?with=done|file:earlier", 1280, false);

        browser.await(chart("'Reward'") + ".querySelectorAll('.series-list button i').length === 3");

        assertThat(browser.evaluate(chart("'Reward'") + ".querySelector('.series-list').innerText")
                        .asText())
                .contains("reward, done 0.250", "reward, earlier (file) 0.500");
        assertThat(browser.evaluate("new Set([..." + chart("'Reward'")
                                + ".querySelectorAll('.series-list i')].map(i =>"
                                + " i.style.getPropertyValue('--colour'))).size")
                        .asInt())
                .isEqualTo(3);
        browser.screenshot(SHOTS.resolve("overlaid-1280.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldShowRewardsOverTheSteps() throws Exception {
        show("#/training?rewards=1", 1280, false);

        browser.await("document.querySelector('.heat-said').textContent === '96 rewards · a column is a step'");
        browser.evaluate("document.querySelector('.heat').focus()");
        browser.press("ArrowLeft");

        browser.await("document.querySelector('.heat-said').textContent.startsWith('step 11: 8 rewards, mean 1.725')");
        browser.evaluate("document.querySelector('.heat').scrollIntoView()");
        browser.screenshot(SHOTS.resolve("rewards-1280.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldListRunsAndTheirDifferences() throws Exception {
        show("#/runs", 1280, false);
        browser.await("document.querySelectorAll('.runs-table tbody tr').length === 6");

        browser.evaluate("document.querySelectorAll('.runs-table input').forEach(box => {"
                + " if (/played|earlier|done/.test(box.getAttribute('aria-label'))) box.click(); })");

        browser.await(
                "document.querySelector('.runs section:last-child')?.innerText.includes('learner: steps in all')");
        browser.screenshot(SHOTS.resolve("runs-1280.png"));
        assertThat(browser.evaluate("document.querySelector('.runs').innerText").asText())
                .contains("that differ", "learner.lr", "failed", "stalled")
                .doesNotContain("open\n");
        assertThat(browser.evaluate("location.hash").asText()).contains("runs=").contains("played");
        browser.screen(390, 844, true);
        browser.await("document.documentElement.scrollWidth <= innerWidth");
        browser.screenshot(SHOTS.resolve("runs-390-dark.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    /** Opens a view and waits for its first charts. */
    private static void show(String view, int width, boolean dark) {
        page.show(view, width, 900, dark);
        browser.await("document.querySelector('.balance')?.textContent === 'in balance'");
        if (view.startsWith("#/training")) {
            browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 4");
        }
    }

    /** @param title an expression */
    private static String chart(String title) {
        return "[...document.querySelectorAll('.chart')].find(c => c.querySelector('h3').textContent === " + title
                + ")";
    }
}
