package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Prompt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a researcher does with groups and prompts, by the keyboard alone, in a headless Chromium; its pictures stay in
 * {@code target/screenshots}. Skipped where none is installed.
 */
@Tag("slow")
@Timeout(300)
class GroupBrowserTest {

    private static final Path SHOTS = Path.of("target", "screenshots");
    private static final int GROUPS = 90;
    private static final int TOKENS = 2_000;
    private static final int IMAGES = 12;
    private static final String LONG = "word ".repeat(TOKENS).strip();

    @TempDir
    static Path folder;

    private static PlayedPage page;
    private static PlayedGroups groups;
    private static Browser browser;
    private static String image;
    private static String dropped;
    private static String drawn;
    private static String pictured;

    @BeforeAll
    static void start() throws Exception {
        page = PlayedPage.open(folder, run -> {
            run.steps().history(5);
            groups = new PlayedGroups(run);
            image = run.image(PlayedRun.picture(0), "image/png");
            for (int version = 0; version < GROUPS; version++) {
                closed(version);
            }
            dropped = groups.dropped(
                    PlayedGroups.prompt("p1", "count", "how many dots?", List.of(image)),
                    DropReason.FAILED_SCORE,
                    "math failed: no answer",
                    "a long way",
                    "nothing");
            drawn = run.samples().drawings("a photo of a red circle");
            List<String> images = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                images.add(run.image(PlayedRun.picture(i), "image/png"));
            }
            pictured = groups.closed(
                    PlayedGroups.prompt("many", "count", "how many circles are red?", images),
                    GROUPS,
                    new String[] {"four", "five"},
                    1,
                    0);
        });
        browser = page.browser();
    }

    /** Every tenth version answers the same prompt, better from version 40 on. */
    private static void closed(int version) throws Exception {
        String text = "<image>How <b>many</b> dots are there in the picture? " + version % 10;
        Prompt prompt =
                PlayedGroups.prompt("p" + version % 10, version % 2 == 0 ? "sum" : "count", text, List.of(image));
        String[] answers = {"it is three", "it is three", version < 40 ? "it is two" : "it is four", LONG};
        groups.closed(
                prompt, version, version < 40 ? new String[] {"two", "two", "three", "two"} : answers, 1, 1, 0, 0.5);
    }

    @AfterAll
    static void stop() throws Exception {
        if (page != null) {
            page.close();
        }
    }

    @Test
    void shouldSayWhereAFilterIsWrong() throws Exception {
        show("#/groups", 1280, 800, false);
        browser.await("document.querySelectorAll('.space .row').length > 10");

        browser.press("/");
        browser.type("category:sum rewrad<1");
        browser.press("Enter");

        browser.await("document.querySelector('.filter-says mark')?.textContent === 'rewrad'");
        assertThat(text("document.querySelector('#filter').getAttribute('aria-invalid')"))
                .isEqualTo("true");
        browser.screenshot(SHOTS.resolve("filter-wrong-1280.png"));
        browser.forgetComplaints();
    }

    @Test
    void shouldFoldEqualAnswersAndCompareTwo() throws Exception {
        show("#/overview", 1280, 800, false);
        String id = text("(async () => (await (await fetch('/api/groups?q=version:86')).json()).rows[0].id)()");
        show("#/groups/" + id.replace("/", "%2F"), 1280, 800, false);

        browser.await("document.querySelectorAll('.response').length === 3");

        assertThat(text("document.querySelector('.times').textContent")).isEqualTo("×2");
        assertThat(text("[...document.querySelectorAll('.response')].at(-1).querySelectorAll('.token').length"))
                .as("tokens of a long answer")
                .isEqualTo("400");
        browser.evaluate("[...document.querySelectorAll('[data-compare]')].slice(0, 2).forEach(b => b.click())");
        browser.await("document.querySelectorAll('.compared .side').length === 2");
        assertThat(text("document.querySelectorAll('.compared del').length + '/' + document.querySelectorAll('.compared"
                        + " ins').length"))
                .isEqualTo("1/1");
        browser.screenshot(SHOTS.resolve("compared-1280.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldTellATokenThatIsPointedAtOrTouched() {
        show("#/groups/" + pictured.replace("/", "%2F"), 1280, 800, false);
        browser.await("document.querySelectorAll('.response .token').length >= 2");
        assertThat(text("document.querySelector('.token-figures').hidden")).isEqualTo("true");

        browser.point(".response .token");
        browser.await("document.querySelector('.token-figures .which').textContent.endsWith('answer #0')");
        browser.touch(".response:last-child .token");

        browser.await("document.querySelector('.token-figures .which').textContent.endsWith('answer #1')");
        assertThat(text("document.querySelectorAll('.token-figures dd').length"))
                .isEqualTo("4");
    }

    @Test
    void shouldShowAnAnswerOfTwoThousandTokens() throws Exception {
        show("#/overview", 1280, 800, false);
        String id = text("(async () => (await (await fetch('/api/groups?q=version:86')).json()).rows[0].id)()");
        show("#/groups/" + id.replace("/", "%2F"), 1280, 800, false);
        browser.await("document.querySelectorAll('.response').length === 3");

        browser.evaluate(
                "[...document.querySelectorAll('.answer-text button')].find(b => b.checkVisibility()).click()");
        browser.await("document.querySelectorAll('.response:last-child .token').length === " + TOKENS);
        browser.evaluate("window.spent = []; document.querySelector('.response:last-child .tokens').focus()");
        for (String key : new String[] {"End", "ArrowLeft", "Home", "ArrowRight"}) {
            browser.evaluate("window.begun = performance.now()");
            browser.press(key);
            browser.evaluate(
                    "new Promise(done => requestAnimationFrame(() => { spent.push(performance.now() - begun); done(); }))");
        }
        browser.evaluate("window.begun = performance.now(); document.querySelector('input[value=logprobs]').click()");
        browser.evaluate(
                "new Promise(done => requestAnimationFrame(() => { spent.push(performance.now() - begun); done(); }))");

        System.out.println("2,000 tokens: ms of four keys, and of another shade: "
                + text("spent.map(ms => Math.round(ms)).join(', ')"));
        browser.screenshot(SHOTS.resolve("long-1280.png"));
        assertThat(text("document.querySelector('.token-figures .which').textContent"))
                .endsWith(" token 2 of 2,000, answer #3");
        assertThat(text("document.querySelector('.token-figures .chosen dt').textContent"))
                .isEqualTo("log p");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldHaveRoomForManyImages() throws Exception {
        for (int width : new int[] {1280, 390}) {
            show("#/groups/" + pictured.replace("/", "%2F"), width, 844, false);

            browser.await("[...document.querySelectorAll('.prompt img')].filter(i => i.naturalWidth === 32).length === "
                    + IMAGES);
            fits();
            browser.screenshot(SHOTS.resolve("images-" + width + ".png"));
        }
        browser.evaluate("document.querySelector('.prompt .picture').click()");
        browser.press("ArrowLeft");
        browser.await("document.querySelector('.caption').textContent === 'image 12 of the prompt (12 of 12)'");
        browser.press("Escape");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldFindWhyTrajectoriesWereDropped() throws Exception {
        show("#/groups", 1280, 800, true);
        browser.await("document.querySelectorAll('.space .row').length > 10");

        browser.evaluate("document.querySelector('input[value=all]').focus()");
        browser.press("ArrowRight");
        browser.press("ArrowRight");
        browser.press("ArrowRight");

        browser.await("document.querySelectorAll('.space .row.dropped').length === 1");
        assertThat(text("location.hash")).contains("view=dropped");
        browser.screenshot(SHOTS.resolve("dropped-1280-dark.png"));
        browser.evaluate("document.querySelector('.space .row').focus()");
        browser.press("Enter");
        browser.await("document.querySelectorAll('.response').length === 2");
        assertThat(text("document.querySelector('.dropped-why').innerText"))
                .contains("The whole group dropped by the streams: failed score, math failed: no answer", "drops-");
        assertThat(text("document.querySelector('.commands').textContent"))
                .contains("./millrace watch --group " + dropped);
        browser.screenshot(SHOTS.resolve("group-dropped-1280-dark.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldShowAPromptThroughTimeAndKeepItsPin() throws Exception {
        // Given
        show("#/prompts/p0", 1280, 800, false);
        browser.await("document.querySelectorAll('.strip-of-groups li').length === 9");

        // When
        browser.evaluate(
                "[...document.querySelectorAll('button')].find(b => b.textContent === 'read all answers').focus()");
        browser.press("Enter");

        // Then
        browser.await("document.querySelectorAll('.strip-of-groups .times').length >= 18");
        assertThat(text(
                        "[...document.querySelectorAll('.strip-of-groups b')].filter(b => /version/.test(b.textContent))"
                                + ".map(b => b.textContent.replace('version ', '')).join()"))
                .isEqualTo("0,10,20,30,40,50,60,70,80");
        assertThat(text("document.querySelector('.changes').innerText"))
                .contains("version 40", "“it is three” (×2) instead of “two” (×3)");
        assertThat(text("document.querySelectorAll('.changes li').length")).isEqualTo("1");
        browser.screenshot(SHOTS.resolve("prompt-1280.png"));
        browser.evaluate("document.activeElement.blur()");
        browser.press("p");
        browser.evaluate("location.hash = '#/overview'; location.reload()");
        browser.await("document.querySelector('.facts')");
        browser.evaluate("location.hash = '#/groups?view=pins'");
        browser.await("document.querySelector('.pins a')?.textContent.includes('dots are there')");
        assertThat(text("document.querySelectorAll('.pins b').length")).isEqualTo("0");
        browser.evaluate("localStorage.removeItem('millrace-pins')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldEnlargeImagesByKeys() throws Exception {
        show("#/groups/" + drawn.replace("/", "%2F"), 1280, 800, true);
        browser.await("[...document.querySelectorAll('.drawing img')].filter(i => i.naturalWidth === 32).length === 4");

        browser.evaluate("document.querySelector('.drawing .picture').focus()");
        browser.press("Enter");

        browser.await(
                "document.querySelector('.lightbox').open && document.querySelector('.stage img').naturalWidth === 32");
        browser.press("ArrowRight");
        browser.await("document.querySelector('.caption').textContent.startsWith('drawing #1')");
        browser.screenshot(SHOTS.resolve("lightbox-1280-dark.png"));
        browser.press("Escape");
        browser.await("!document.querySelector('.lightbox').open && document.activeElement.className === 'picture'");
        browser.evaluate("[...document.querySelectorAll('.drawing button')]"
                + ".find(b => b.textContent === 'denoising steps').focus()");
        browser.press("Enter");
        browser.await("document.querySelectorAll('.strip canvas').length === 3");
        assertThat(text("document.querySelector('.caption').textContent"))
                .startsWith("before step 1, at time 0.750: the only value of each latent token");
        browser.press("Escape");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldFitAPhone() throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            String theme = dark ? "-390-dark.png" : "-390.png";
            show("#/groups", 390, 844, dark);
            browser.await("document.querySelectorAll('.space .row').length > 5");
            fits();
            browser.screenshot(SHOTS.resolve("table" + theme));
            String id = text("(async () => (await (await fetch('/api/groups?q=version:84')).json()).rows[0].id)()");
            show("#/groups/" + id.replace("/", "%2F"), 390, 844, dark);
            browser.await("document.querySelectorAll('.response').length === 3");
            browser.evaluate("document.querySelectorAll('.tokens .token')[1].click()");
            browser.await("!document.querySelector('.token-figures').hidden");
            fits();
            browser.screenshot(SHOTS.resolve("group" + theme));
            show("#/prompts/p0", 390, 844, dark);
            browser.await("document.querySelectorAll('.strip-of-groups li').length === 9");
            fits();
            browser.screenshot(SHOTS.resolve("prompt" + theme));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    private static void fits() {
        browser.await("document.documentElement.scrollWidth <= innerWidth");
    }

    private static String text(String expression) {
        return browser.evaluate("Promise.resolve(" + expression + ").then(String)")
                .asText();
    }

    private static void show(String view, int width, int height, boolean dark) {
        page.show(view, width, height, dark);
        browser.await("document.getElementById('link')?.textContent === 'live'"
                + " || document.getElementById('link')?.textContent === 'stalled'");
    }
}
