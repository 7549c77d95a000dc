package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.packed.PackedFloats;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Six things that a researcher does, each from the page's beginning and by the keyboard alone; what is found is held to the
 * log. Run by {@link ToldPageTest}.
 */
abstract class PageTasks {

    private final PlayedPage page;
    private final Browser browser;
    private final ToldRun run;
    private final ReadLog log;
    private final Path folder;

    /** @param folder where files may be saved */
    PageTasks(PlayedPage page, ToldRun run, ReadLog log, Path folder) {
        this.page = page;
        this.browser = page.browser();
        this.run = run;
        this.log = log;
        this.folder = folder;
    }

    @BeforeEach
    void open() {
        page.show("", 1280, 800, false);
        browser.await("document.querySelector('.balance')?.textContent === 'in balance'");
    }

    @Test
    void shouldFindTheSumsThatANewWorkerGotWrong() {
        Keyboard keys = new Keyboard(browser, "find the groups of a category that a new worker got wrong");

        keys.press("3");
        keys.see(".space .row", "What is the sum");
        keys.press("/");
        keys.type("cat");
        keys.see(".suggestions", "category:");
        keys.press("ArrowDown", "Enter");
        keys.see(".suggestions", "category:sum");
        keys.type("s");
        keys.press("ArrowDown", "Enter");
        keys.type("version>50 right:0");
        keys.press("Enter");
        keys.see(".groups-list", "1 of 28 groups");
        keys.press("ArrowDown");

        assertThat(keys.focused()).contains("What is the sum of the two numbers?", "0 of 4 right", "sum");
        assertThat(browser.evaluate("document.activeElement.dataset.key").asText())
                .isEqualTo(run.wrong());
        assertThat(browser.evaluate("decodeURIComponent(location.hash.replaceAll('+', ' '))")
                        .asText())
                .contains("q=category:sum version>50 right:0");
        keys.press("Enter");
        keys.see(".group h2", run.wrong());
        keys.press("Escape");
        keys.see(".groups-list", "1 of 28 groups");
        browser.await("document.activeElement.dataset.key === '" + run.wrong() + "'");
        keys.report();
    }

    @Test
    void shouldSeeWhichTokenLostTheMost() {
        Keyboard keys = new Keyboard(browser, "see which token of a group lost the most");

        keys.press("3");
        keys.see(".space .row", "What is the sum");
        keys.press("j");
        keys.pressUntil("ArrowDown", "2 of 4 right, count, complete");
        keys.press("Enter");
        keys.see(".group", "Shade tokens by");
        keys.press("[");
        keys.see(".token-figures", "Advantage");

        String group = browser.evaluate("document.querySelector('.group h2').textContent")
                .asText();
        double least = log.experienceOf(group).value().getTrajectories().stream()
                .flatMap(each -> values(each.getTokenAdvantages()).stream())
                .mapToDouble(Float::doubleValue)
                .min()
                .orElseThrow();
        assertThat(Double.parseDouble(keys.read(".token-figures .chosen dd"))).isCloseTo(least, within(0.0005));
        assertThat(keys.read(".token-figures .which")).contains("token 2 of 2, answer #1");
        keys.press("ArrowLeft");
        keys.see(".token-figures .which", "token 1 of 2, answer #1");
        keys.report();
    }

    @Test
    void shouldCompareTheDivergenceOfTwoRunsAndSaveIt() throws Exception {
        Path saved = Files.createDirectories(folder.resolve("saved"));
        browser.savesTo(saved);
        Keyboard keys = new Keyboard(browser, "compare the KL of two runs on a log axis and save it");

        keys.press("2");
        keys.see(".chart", "KL to the reference");
        keys.pressUntil("Tab", "Compare with");
        keys.press("Enter", "Tab");
        assertThat(keys.focused()).contains(ToldRun.OTHER);
        keys.press(" ");
        keys.see(".series-list", "kl, " + ToldRun.OTHER);
        keys.press("Escape");
        keys.pressUntil("j", "KL to the reference");
        keys.press("l");
        browser.await("document.querySelector('[data-chart=\"KL to the reference\"] [aria-pressed=true]')");
        keys.press("s", "S");

        Path csv = saved.resolve("kl-to-the-reference.csv");
        Path png = saved.resolve("kl-to-the-reference.png");
        ServedPage.await(() -> isWhole(csv) && isWhole(png));
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.get(0)).isEqualTo("step,kl,kl (" + ToldRun.OTHER + ")");
        assertThat(lines).hasSize(ToldRun.STEPS + 1);
        for (int step = 1; step <= ToldRun.STEPS; step++) {
            String[] cells = lines.get(step).split(",");
            assertThat(Double.parseDouble(cells[1])).isEqualTo(log.metric(PlayedRun.RUN.value(), step, "kl"));
            assertThat(Double.parseDouble(cells[2])).isEqualTo(log.metric(ToldRun.OTHER, step, "kl"));
        }
        assertThat(Arrays.copyOf(Files.readAllBytes(png), 4)).containsExactly(0x89, 'P', 'N', 'G');
        assertThat(browser.evaluate("location.hash").asText()).contains("log=KL", "with=" + ToldRun.OTHER);
        keys.report();
    }

    @Test
    void shouldFindWhyTrajectoriesWereDropped() {
        Keyboard keys = new Keyboard(browser, "find why 56 trajectories were dropped");

        keys.pressUntil("Tab", "56");
        keys.press("Enter");
        keys.see("dialog.explain", "8 trajectories: stale, sampled by version 3, trained at version 80 (by streams)");

        String said = keys.read("dialog.explain");
        assertThat(said)
                .contains("8 trajectories: failed score, accuracy failed: no answer (by streams)")
                .contains("4 trajectories: missing score, accuracy did not speak (by streams)");
        log.drops().forEach(drop -> assertThat(said)
                .contains(drop.place(), drop.value().getGroupId()));
        keys.press("Escape");
        assertThat(keys.focused()).as("where one was before").contains("56");
        keys.report();
    }

    @Test
    void shouldSeeAPromptAtThreeVersions() {
        Keyboard keys = new Keyboard(browser, "see a prompt at versions 0, 40 and 80");

        keys.press("3");
        keys.see(".space .row", "What is the sum");
        keys.press("/");
        keys.type("category:sum version:80 closed:complete");
        keys.press("Enter");
        keys.see(".groups-list", "1 of 28 groups");
        keys.press("ArrowDown", "Enter");
        keys.see(".group", "This prompt through time");
        keys.pressUntil("Tab", "This prompt through time");
        keys.press("Enter");
        keys.see(".prompt-view", "What changed, and when");
        keys.pressUntil("Tab", "version 80");
        keys.press("Home");

        assertThat(at(keys, 0)).contains("it is seven", "mean 0.250");
        keys.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
        assertThat(at(keys, 40)).contains("it is seven", "it is eight now", "mean 0.625");
        keys.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
        assertThat(at(keys, 80)).contains("it is eight now");
        keys.report();
    }

    @Test
    void shouldGetFromANumberToItsRecord() {
        Keyboard keys = new Keyboard(browser, "get from a number to its record");

        keys.press("1");
        keys.pressUntil("Tab", Shown.number(log.metric(PlayedRun.RUN.value(), ToldRun.STEPS, "reward")));
        keys.press("Enter");
        keys.see("dialog.explain", "Calculated again from the records below");
        assertThat(keys.read("dialog.explain"))
                .contains(log.stepsOf(PlayedRun.RUN.value())
                        .get(ToldRun.STEPS - 1)
                        .place());
        keys.pressUntil("Tab", run.viewed());
        keys.press("Enter");
        keys.see(".group h2", run.viewed());

        ReadLog.Placed<?> record = log.experienceOf(run.viewed());
        assertThat(keys.read(".group .meta")).contains("experience-0@" + record.offset());
        keys.report();
    }

    /** What stands in the strip where the focus is. */
    private String at(Keyboard keys, int version) {
        keys.see(".strip-of-groups li:focus-within .answers", "it is");
        assertThat(keys.focused()).contains("version " + version);
        return keys.read(".strip-of-groups li:focus-within");
    }

    private static boolean isWhole(Path file) {
        return Files.exists(file) && file.toFile().length() > 0;
    }

    private static List<Float> values(ByteBuffer packed) {
        PackedFloats floats = PackedFloats.view(packed);
        List<Float> all = new ArrayList<>();
        for (int i = 0; i < floats.length(); i++) {
            all.add(floats.at(i));
        }
        return all;
    }
}
