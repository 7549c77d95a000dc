package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Charts of a run that goes on, and their smoothing. Run by {@link PageBrowserTest}. */
abstract class PageCharts {

    private final PlayedPage page;
    private final PlayedRun played;
    private final Browser browser;

    PageCharts(PlayedPage page) {
        this.page = page;
        this.played = page.played();
        this.browser = page.browser();
    }

    @Test
    void shouldMoveItsCharts() throws Exception {
        page.show("#/training", 1280, 800, false);
        browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 8");
        String before = browser.evaluate(pixels()).asText();

        played.steps().nextStep();

        browser.await(pixels() + " !== '" + before + "'");
        browser.screenshot(Path.of("target", "screenshots").resolve("training-1280.png"));
        browser.evaluate("document.querySelector('.chart details').open = true");
        browser.await("document.querySelectorAll('.chart table tbody tr').length > 10");
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
}
