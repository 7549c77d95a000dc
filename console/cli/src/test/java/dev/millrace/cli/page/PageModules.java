package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.monitoring.screen.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The page's parts by themselves, each in a browser. Run by {@link PageBrowserTest}. */
abstract class PageModules {

    private static final long SEED = 20_261;

    private final PlayedPage page;
    private final Browser browser;

    PageModules(PlayedPage page) {
        this.page = page;
        this.browser = page.browser();
    }

    @Test
    void shouldDrawNothingMoreOnceAChartIsClosed() {
        page.show("#/training", 1280, 800, false);

        String drawn = module(
                "chart.js",
                "m => { const c = new m.Chart('late', null, {}); c.show([1, 2], [{name: 'a', values: [1, 2]}], 0);"
                        + " const before = c.box.childNodes.length; c.close();"
                        + " c.show([1, 2, 3], [{name: 'a', values: [1, 2, 3]}], 0);"
                        + " return [before, c.box.childNodes.length, c.plot]; }");

        assertThat(drawn)
                .as("drawings before and after, and that which is left")
                .isEqualTo("[1,0,null]");
    }

    @Test
    void shouldMarkOnTheAxisWhatHappened() {
        page.show("#/training", 1280, 800, false);

        String drawn = browser.evaluate(
                        "import('/chart.js').then(async m => { const c = new m.Chart('events', null, {});"
                                + " document.body.append(c.node); c.show([1, 2, 3], [{name: 'a', values: [1, 2, 3]}], 0);"
                                + " const picture = async () => { for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);"
                                + "   return c.box.querySelector('canvas').toDataURL(); };"
                                + " const before = await picture();"
                                + " c.mark([{step: 2, at: 0, kind: 'worker_joined', text: 'worker-0 joined'}]);"
                                + " const marked = await picture(); c.mark([]); const after = await picture();"
                                + " c.close(); c.node.remove(); return [before !== marked, before === after]; })")
                .toString();

        assertThat(drawn).as("whether a mark is seen, and goes").isEqualTo("[true,true]");
    }

    @Test
    void shouldFoldScorersThatAbstained() {
        page.show("#/overview", 1280, 800, false);

        String said = module(
                "group-answers.js",
                "m => [...m.scores({scores: [{scorer: 'b', outcome: 'abstained', cause: 'no image'}, {scorer: 'a', outcome: 'scored',"
                        + " value: 0.5}, {scorer: 'c', outcome: 'abstained'}], components: {}}, ['a', 'b', 'c']).children]"
                        + ".map(each => `${each.className}: ${each.textContent}`)");

        assertThat(said).isEqualTo("[\"scored: a 0.500\",\"abstained: 2 abstainedb no imagec\"]");
    }

    /** Values of every size, and those at which words change. */
    private static List<Double> values() {
        Random random = new Random(SEED);
        List<Double> values = new ArrayList<>(
                List.of(0.0, 0.01, 0.5, 1.0, 10.0, 59.6, 89.4, 90.0, 99.7, 119.7, 999.0, 1000.0, 5_399.7, 7_199.8));
        for (int i = 0; i < 500; i++) {
            // Digits that no rounding is in doubt of.
            values.add(Math.pow(10, random.nextInt(-6, 6)) * (1 + random.nextInt(8_999) / 1_000.0 + 0.0003));
        }
        return values;
    }

    @Test
    void shouldSayFiguresAsTheTerminalDoes() throws Exception {
        page.show("#/overview", 1280, 800, false);
        List<Double> values = values();

        JsonNode said = browser.evaluate("import('/dom.js').then(m => " + values
                + ".map(x => [m.number(x), m.number(-x), m.rate(x), m.duration(1000 * x), m.count(Math.round(x))]))");

        for (int i = 0; i < values.size(); i++) {
            double x = values.get(i);
            assertThat(said.get(i))
                    .as(x + " of seed " + SEED)
                    .extracting(JsonNode::asText)
                    .containsExactly(
                            Said.number(x),
                            Said.number(-x),
                            Said.rate(x),
                            Said.milliseconds(1000 * x),
                            Said.count(Math.round(x)));
        }
    }

    @Test
    void shouldGiveOneNoPlural() {
        page.show("#/overview", 1280, 800, false);

        assertThat(
                        module(
                                "dom.js",
                                "m => [m.several(1, 'group'), m.several(2000, 'group'), m.several(1, 'patch', 'patches'), m.several(0, 'patch', 'patches')]"))
                .isEqualTo("[\"1 group\",\"2,000 groups\",\"1 patch\",\"0 patches\"]");
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

    /** What a function makes of a module of the page, as JSON. */
    private String module(String file, String function) {
        return browser.evaluate("import('/" + file + "').then(m => JSON.stringify((" + function + ")(m)))")
                .asText();
    }
}
