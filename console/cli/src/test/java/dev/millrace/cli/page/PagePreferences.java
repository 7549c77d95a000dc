package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reader has asked of the machine, and the page obeys: less motion, more contrast, few colours. Run by {@link PageBrowserTest}. */
abstract class PagePreferences {

    private static final Path SHOTS = Path.of("target", "screenshots");

    private static final String MOVING = "document.getAnimations().filter(each => each.playState === 'running').length";

    /** The texts whose colour is not seven times as bright as what they lie on, or as dark: AAA of the WCAG for small ones. */
    private static final String FAINT =
            """
            (() => {
              const parts = colour => colour.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = node => { const own = parts(getComputedStyle(node).backgroundColor);
                return own.length < 4 || own[3] === 1 ? own : node.parentElement ? ground(node.parentElement) : [255, 255, 255]; };
              const faint = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const node = texts.currentNode.parentElement;
                if (!texts.currentNode.data.trim() || !node.checkVisibility() || node.closest('svg, .badge, .segments, .unseen, noscript')) continue;
                const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
                if ((a + 0.05) / (b + 0.05) < 7) faint.push(`${texts.currentNode.data.trim().slice(0, 30)} in ${node.className || node.tagName}`);
              }
              return faint;
            })()
            """;

    private final PlayedPage page;
    private final Browser browser;

    PagePreferences(PlayedPage page) {
        this.page = page;
        this.browser = page.browser();
    }

    @AfterEach
    void forget() {
        browser.prefers(Map.of());
    }

    @Test
    void shouldStandStillWhereLessMotionIsAsked() {
        page.played().steps().counted(Instant.now().minusSeconds(5));
        show("#/overview", ".flow");
        browser.await(MOVING + " > 0");

        browser.prefers(Map.of("prefers-reduced-motion", "reduce"));

        browser.await("document.querySelector('.flow') !== null");
        assertThat(browser.evaluate(MOVING).asInt()).isZero();
    }

    @Test
    void shouldHaveStrongColoursWhereMoreContrastIsAsked() throws Exception {
        show("#/overview", ".fact");
        assertThat(faint()).as("faint texts where nothing is asked").isNotEmpty();

        for (String theme : new String[] {"light", "dark"}) {
            browser.prefers(Map.of("prefers-contrast", "more", "prefers-color-scheme", theme));
            for (String view : new String[] {"overview", "groups", "health"}) {
                browser.evaluate("location.hash = '#/" + view + "'");
                browser.await("document.title.endsWith('" + view + "')");
                browser.await("(document.querySelector('main')?.innerText ?? '').trim().length > 80");

                assertThat(faint()).as(view + " in " + theme).isEmpty();
                browser.screenshot(SHOTS.resolve(view + "-contrast-" + theme + ".png"));
            }
        }
    }

    @Test
    void shouldShowRewardsAndChoicesWhereColoursAreForced() throws Exception {
        browser.prefers(Map.of("forced-colors", "active"));
        show("#/groups", ".space .dots i");

        JsonNode looks = browser.evaluate("(() => { const style = e => getComputedStyle(e);"
                + " const looks = full => [...document.querySelectorAll('.space .dots i')]"
                + "   .filter(i => Number(i.style.getPropertyValue('--full')) === full)"
                + "   .map(i => style(i).backgroundImage);"
                + " return [looks(1)[0] !== looks(0)[0], style(document.querySelector('.bar [aria-current]')).outlineStyle,"
                + "   style(document.querySelector('.segments :checked + span')).outlineStyle]; })()");

        assertThat(looks)
                .as("whether a reward of 1 looks other than one of 0, and how what is chosen is marked")
                .hasToString("[true,\"solid\",\"solid\"]");
        browser.screenshot(SHOTS.resolve("groups-forced-colours.png"));
    }

    private void show(String view, String shown) {
        browser.open("about:blank");
        browser.open(page.page().url() + view);
        browser.await("document.querySelector('" + shown + "') !== null");
    }

    private JsonNode faint() {
        return browser.evaluate(FAINT);
    }
}
