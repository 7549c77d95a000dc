package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes pictures of each view of a page that is up, such as that of {@code millrace page} for a run of yours, wide and narrow, light and
 * dark, to be looked at: {@code -Dmillrace.views=FOLDER -Dmillrace.views.page=http://localhost:8888/}.
 */
@EnabledIfSystemProperty(named = "millrace.views", matches = ".+")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ViewPicturesTest {

    private static final int WIDE = 1280;
    private static final int NARROW = 390;

    @TempDir
    private Path profile;

    @Test
    void shouldTakeAPictureOfEachView() throws Exception {
        // Given
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: no pictures");
        String page = System.getProperty("millrace.views.page", "http://localhost:8888/");
        Path pictures = Files.createDirectories(
                Path.of(System.getProperty("millrace.root", "..")).resolve(System.getProperty("millrace.views")));

        // When
        try (Browser browser = Browser.start(chromium.get(), profile)) {
            for (Map.Entry<String, String> view : views(browser, page).entrySet()) {
                for (int width : new int[] {WIDE, NARROW}) {
                    take(browser, page + view.getValue(), width, false, pictures.resolve(view.getKey() + "-" + width));
                    take(browser, page + view.getValue(), width, true, pictures.resolve(view.getKey() + "-" + width));
                }
            }

            // Then
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** Addresses by name: the same for every run, and the groups that differ most within, one of text and one of images. */
    private static Map<String, String> views(Browser browser, String page) {
        browser.open(page + "#/overview");
        browser.await("(document.querySelector('.balance')?.textContent ?? '') !== ''");
        Map<String, String> views = new LinkedHashMap<>();
        for (String view : new String[] {"overview", "training", "groups", "runs", "health"}) {
            views.put(view, "#/" + view);
        }
        String text = mostSpread(browser, "understanding", "id");
        views.put("group", "#/groups/" + text);
        views.put("prompt", "#/prompts/" + mostSpread(browser, "understanding", "prompt_id"));
        String drawn = mostSpread(browser, "generation", "id");
        if (!drawn.isEmpty()) {
            views.put("drawn", "#/groups/" + drawn);
        }
        return views;
    }

    private static String mostSpread(Browser browser, String task, String field) {
        return browser.evaluate("(async () => { const rows = (await (await fetch('api/groups?most=500')).json()).rows"
                        + ".filter(g => g.task === '" + task + "').sort((a, b) => b.std - a.std);"
                        + " return rows.length ? encodeURIComponent(rows[0]." + field + ") : ''; })()")
                .asText();
    }

    private static void take(Browser browser, String url, int width, boolean dark, Path named) throws IOException {
        browser.screen(width, 800, dark);
        browser.open("about:blank");
        browser.open(url);
        browser.await("(document.querySelector('.balance')?.textContent ?? '') !== ''");
        browser.await("(document.querySelector('main')?.innerText ?? '').trim().length > 80");
        browser.await(
                "[...document.querySelectorAll('main img')].filter(image => image.getBoundingClientRect().top < innerHeight)"
                        + ".every(image => image.complete)");
        browser.screenshot(named.resolveSibling(named.getFileName() + (dark ? "-dark.png" : "-light.png")));
    }
}
