package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.runtime.role.StopSignal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the README from the page of a real demo, while it runs: a process that goes on for as long as they
 * take, and is stopped then. It is run with {@code -Dmillrace.pictures=FOLDER}, as the README says; {@code
 * -Dmillrace.pictures.steps=N} says after how many steps.
 */
@EnabledIfSystemProperty(named = "millrace.pictures", matches = ".+")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class PagePicturesTest {

    private static final int STEPS = Integer.getInteger("millrace.pictures.steps", 30);

    /** More than are made while the pictures are taken. */
    private static final int STEPS_BEYOND = 200;

    private static final long MOST_BYTES = 300_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Pattern ADDRESS = Pattern.compile("live page at (http://\\S+/)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void shouldTakeThePicturesOfADemo() throws Exception {
        // Given a demo under way
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on the path: no pictures");
        Path pictures =
                Path.of(System.getProperty("millrace.root", "..")).resolve(System.getProperty("millrace.pictures"));
        try (DemoProcess demo = DemoProcess.start(
                folder.resolve("said.txt"),
                "--task=mixed",
                "--steps=" + (STEPS + STEPS_BEYOND),
                "--out=" + folder.resolve("demo"),
                "--set=reshaping.method=prpo")) {
            String page = demo.await(ADDRESS, PATIENCE);
            awaitStep(page, demo);

            // When
            try (Browser browser = Browser.start(chromium.get(), Files.createDirectory(folder.resolve("profile")))) {
                take(browser, page, pictures);
            }

            // Then
            assertThat(pictures).isDirectoryContaining("glob:**/{overview,training,group,drawings,health}.png");
            for (String name : new String[] {"overview", "training", "group", "drawings", "health"}) {
                assertThat(Files.size(pictures.resolve(name + ".png"))).as(name).isLessThan(MOST_BYTES);
            }
            assertThat(demo.stop()).as(demo.said()).isEqualTo(StopSignal.EXIT_CODE);
        }
    }

    private static void take(Browser browser, String page, Path pictures) throws Exception {
        show(browser, page + "#/overview", 1280, 800, false);
        browser.await("document.querySelectorAll('.chart canvas').length >= 2");
        browser.await("document.querySelector('.balance').textContent === 'in balance'");
        browser.screenshot(pictures.resolve("overview.png"));

        show(browser, page + "#/training", 1280, 800, true);
        browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 8");
        browser.screenshot(pictures.resolve("training.png"));

        // Those whose responses differ most come first, and so does what can be learned of them.
        show(browser, page + "#/groups", 1280, 800, false);
        open(browser, page, best("attribute color count identify largest sum", spread()));
        browser.await("document.querySelectorAll('.responses .token').length > 4");
        browser.screenshot(pictures.resolve("group.png"));

        open(browser, page, best("color_attr colors counting two_object", "t => t.reward"));
        browser.await("[...document.querySelectorAll('.drawing img')].filter(i => i.naturalWidth > 0).length >= 2");
        browser.await("document.querySelectorAll('.marks li').length > 0");
        browser.screenshot(pictures.resolve("drawings.png"));

        show(browser, page + "#/health", 1280, 800, false);
        browser.await("document.querySelectorAll('.stack table').length >= 3");
        browser.screenshot(pictures.resolve("health.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    private static void show(Browser browser, String url, int width, int height, boolean dark) {
        browser.screen(width, height, dark);
        browser.open("about:blank");
        browser.open(url);
        browser.await("document.getElementById('link')?.textContent === 'live'");
        browser.await("document.querySelector('.balance').textContent !== ''");
    }

    private static void open(Browser browser, String page, String choice) {
        String id = browser.evaluate(choice).asText();
        assertThat(id).as("a group to show").isNotEmpty();
        show(browser, page + "#/groups/" + id.replace("/", "%2F"), 1280, 800, false);
        browser.await("document.querySelector('.group h2')?.textContent === '" + id + "'");
    }

    /** An expression for the id of the group with the widest range of a figure among eight of these categories. */
    private static String best(String categories, String figure) {
        return "(async () => { const figure = " + figure + "; let best = '', most = -1;"
                + " const all = (await (await fetch('api/groups?most=500')).json()).rows;"
                + " const some = all.filter(g => '" + categories + "'.split(' ').includes(g.category))"
                + "  .filter(g => g.std > 0).sort((a, b) => b.std - a.std).slice(0, 8);"
                + " for (const g of some) {"
                + "  const ts = (await (await fetch('api/group?id=' + encodeURIComponent(g.id))).json()).trajectories;"
                + "  const figures = ts.map(figure), range = Math.max(...figures) - Math.min(...figures);"
                + "  if (range > most) { most = range; best = g.id; } }"
                + " return best; })()";
    }

    /** How far the advantages of a response's tokens lie apart. */
    private static String spread() {
        return "t => Math.max(...t.token_advantages ?? [0]) - Math.min(...t.token_advantages ?? [0])";
    }

    private void awaitStep(String page, DemoProcess demo) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (stepOf(page) < STEPS) {
            demo.requireAlive();
            assertThat(System.nanoTime() - deadline)
                    .as("time left for " + STEPS + " steps")
                    .isNegative();
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** The step that the demo is at; 0 before its page is there. */
    private int stepOf(String page) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(page + "api/overview")).build();
            JsonNode overview = JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            return overview.path("step").path("step").asInt(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
