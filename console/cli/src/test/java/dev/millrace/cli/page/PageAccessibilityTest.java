package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What axe finds wrong with each view, wide and light, and narrow and dark: run with {@code -Dmillrace.axe=FILE}, the axe.min.js of its package. */
@EnabledIfSystemProperty(named = "millrace.axe", matches = ".+")
@Timeout(300)
class PageAccessibilityTest {

    @TempDir
    static Path folder;

    private static PlayedPage page;
    private static String drawn;
    private static String answered;

    @BeforeAll
    static void start() throws Exception {
        page = PlayedPage.open(folder, run -> {
            run.steps().history(60);
            drawn = run.samples().drawings("a photo of a red circle");
            answered = run.samples().answers("<image>What color is it?", run.image(PlayedRun.picture(0), "image/png"));
            run.samples().openGroup(0);
        });
    }

    @AfterAll
    static void stop() throws Exception {
        if (page != null) {
            page.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "#/overview, .fact",
        "#/training, .chart canvas",
        "#/groups, .space .row",
        "DRAWN, .drawing img",
        "ANSWERED, .token",
        "#/training?explain=reward%4060, dialog.explain[open] table",
        "#/training?rewards=1, .heat canvas",
        "#/runs?runs=played, .runs section:last-child table",
        "#/health, table",
        "#/prompts/p, .strip-of-groups li",
        "#/groups?view=letters, .groups-list h1",
        "#/groups?view=pins, .groups-list h1",
        "#/groups?q=rewrad<1, .filter-says mark"
    })
    void shouldHaveNoSeriousFault(String view, String shown) throws Exception {
        String address = view.equals("DRAWN") ? group(drawn) : view.equals("ANSWERED") ? group(answered) : view;

        for (boolean dark : new boolean[] {false, true}) {
            page.show(address, dark ? 390 : 1280, 900, dark);
            page.browser().await("document.querySelector('" + shown + "') !== null");
            assertThat(faults())
                    .as(address + (dark ? ", narrow and dark" : ", wide and light"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "#/training, '[...document.querySelectorAll(`button`)].find(b => b.textContent === `Add a chart`)', dialog.catalogue[open] .metric-row",
        "#/overview, 'document.querySelector(`[data-explain=kl]`)', dialog.explain[open] table",
        "DRAWN, document.querySelector(`.drawing .picture`), dialog.lightbox[open] img",
        "ANSWERED, document.querySelectorAll(`[data-compare]`)[0], .group .hint"
    })
    void shouldHaveNoSeriousFaultInWhatIsOpened(String view, String opened, String shown) throws Exception {
        String address = view.equals("DRAWN") ? group(drawn) : view.equals("ANSWERED") ? group(answered) : view;
        page.show(address, 1280, 900, false);
        page.browser().await("Boolean(" + opened + ")");

        page.browser().evaluate(opened + ".click()");

        page.browser().await("document.querySelector('" + shown + "') !== null");
        assertThat(faults()).as(address + " after a click on " + opened).isEmpty();
    }

    private static String faults() throws Exception {
        page.browser().evaluate(Files.readString(Path.of(System.getProperty("millrace.axe"))) + "; true");
        return page.browser()
                .evaluate("axe.run(document).then(found => found.violations"
                        + ".filter(fault => ['serious', 'critical'].includes(fault.impact))"
                        + ".map(fault => fault.id + ': ' + fault.help + '\\n  '"
                        + " + fault.nodes.map(node => node.target + ' ' + node.html.slice(0, 200)).join('\\n  '))"
                        + ".join('\\n'))")
                .asText();
    }

    private static String group(String id) {
        return "#/groups/" + id.replace("/", "%2F");
    }
}
