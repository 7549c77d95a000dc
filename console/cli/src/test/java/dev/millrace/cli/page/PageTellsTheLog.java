package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.image.Pixels;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every number on every view held to the records of the log: what differs is a fault, and so is a number that no record stands
 * behind. Run by {@link ToldPageTest}.
 */
abstract class PageTellsTheLog {

    /** What is said of the numbers of a token. */
    private static final List<String> SENTENCES = List.of(
            "what training adds to it: above 0 more likely, below 0 less",
            "log-probability in nat when it was sampled",
            "entropy in nat of the distribution it was sampled from",
            "divergence in nat to the view with blackened patches",
            "divergence in nat to the view with pixel noise",
            "robust visual dependency, 0 to 1",
            "factor of its advantage that the reshaper chose",
            "policy version that sampled it");

    private final PlayedPage page;
    private final Browser browser;
    private final ToldRun run;
    private final ReadLog log;
    private final RunClaims claims;

    PageTellsTheLog(PlayedPage page, ToldRun run, ReadLog log) {
        this.page = page;
        this.browser = page.browser();
        this.run = run;
        this.log = log;
        this.claims = new RunClaims(run, log);
    }

    @Test
    void shouldTellTheOverviewAsTheLogDoes() {
        show("#/overview");
        browser.await("document.querySelectorAll('.chart canvas').length === 2");
        browser.await("[...document.querySelectorAll('.edge-lag')].some(lag => lag.textContent.includes('behind'))");

        unfold();

        new OverviewClaims(claims).all().hold(browser, 80);
    }

    @Test
    void shouldTellTheChartsAsTheLogDoes() {
        show("#/training?with=" + ToldRun.OTHER + "&add=staleness%2Fmax&rewards=1");
        browser.await("document.querySelectorAll('.chart:not([hidden]) canvas').length >= 18");
        browser.await("document.querySelector('.heat-said').textContent.endsWith('a column is a step')");
        browser.await("document.querySelector('[data-chart=\"KL to the reference\"] .series-list').innerText"
                + ".includes('" + ToldRun.OTHER + "')");
        browser.await("!document.querySelector('.view > details.as-table').hidden");

        unfold();

        new TrainingClaims(claims).all().hold(browser, 350);
    }

    @Test
    void shouldTellTheRunsAsTheLogDoes() {
        show("#/runs");
        browser.await("document.querySelectorAll('.runs-table tbody tr').length === 2");

        claims.runs().hold(browser, 14);
        show("#/runs?runs=played");
        browser.await("document.querySelectorAll('.runs table').length === 3");
        claims.made().hold(browser, 20);
    }

    @Test
    void shouldSeeNumbersThatTheLogDoesNotHave() {
        show("#/runs");
        browser.await("document.querySelectorAll('.runs-table tbody tr').length === 2");

        browser.evaluate("document.querySelector('h1').append(' 42');"
                + " document.querySelectorAll('.runs-table td')[3].textContent = '8 of 9';"
                + " document.querySelector('main').setAttribute('title', '3 of 4')");

        assertThatThrownBy(() -> claims.runs().hold(browser, 14))
                .hasMessageContaining("nothing of the log stands behind “42”")
                .hasMessageContaining("the page says “8 of 9”, the log “9 of 9”")
                .hasMessageContaining("nothing of the log stands behind the title “3 of 4”");
    }

    @Test
    void shouldTellHealthAsTheLogDoes() {
        show("#/health");
        browser.await("document.querySelectorAll('.view table').length === 5");

        new HealthClaims(claims).all().hold(browser, 40);
    }

    @Test
    void shouldTellTheTableOfGroupsAsTheLogDoes() {
        TableClaims table = new TableClaims(claims);
        show("#/groups");
        browser.await("document.querySelectorAll('.space .row:not(.waiting)').length === " + table.size());

        table.table().hold(browser, 180);
    }

    @Test
    void shouldSuggestWhatTheLogHas() {
        TableClaims table = new TableClaims(claims);
        for (String field : List.of("category", "closed")) {
            show("#/groups");
            browser.await("document.querySelectorAll('.space .row').length > 10");
            browser.press("/");
            browser.type(field + ":");
            browser.await("document.querySelectorAll('.suggestions li code').length > 1");

            table.table().says(".suggestions li", table.suggested(field)).hold(browser, 180);
        }
    }

    @Test
    void shouldTellGroupsAsTheLogDoes() {
        String late = log.drops().stream()
                .filter(drop -> !drop.value().getWholeGroup())
                .map(drop -> drop.value().getGroupId())
                .findFirst()
                .orElseThrow();
        for (String id : List.of(run.wrong(), late, run.viewed(), run.drawn())) {
            showGroup(id);
            unfold();

            new GroupClaims(claims).of(id).hold(browser, 25);
        }
    }

    @Test
    void shouldTellTwoAnswersSideBySideAsTheLogDoes() {
        // Given
        showGroup(run.viewed());
        unfold();

        // When
        browser.evaluate("[...document.querySelectorAll('[data-compare]')].slice(0, 2).forEach(b => b.click())");
        browser.await("document.querySelectorAll('.compared td').length > 10");

        // Then
        new PairClaims(log)
                .of(new GroupClaims(claims).of(run.viewed()), run.viewed(), 0, 1)
                .hold(browser, 45);
    }

    @Test
    void shouldTellEveryTokenAsTheLogDoes() {
        // Given
        showGroup(run.viewed());
        ExperienceTrajectory credit =
                log.experienceOf(run.viewed()).value().getTrajectories().get(0);
        Trajectory sampled = log.trajectoriesOf(run.viewed()).get(0).value();
        VisualDependency seen = Objects.requireNonNull(sampled.getDependency());
        List<String> words = GroupClaims.tokens(sampled);
        PackedInts versions = PackedInts.view(sampled.getPolicyVersions());

        // When
        unfold();
        browser.evaluate("document.querySelector('.response .tokens').focus()");

        // Then
        for (int i = 0; i < words.size(); i++) {
            float advantage = at(credit.getTokenAdvantages(), i);
            List<String> figures = List.of(
                    (advantage > 0 ? "+" : "") + Shown.number(advantage),
                    Shown.number(at(sampled.getLogprobs(), i)),
                    Shown.number(at(sampled.getEntropies(), i)),
                    Shown.number(at(seen.getStrong(), i)),
                    Shown.number(at(seen.getWeak(), i)),
                    Shown.number(at(credit.getRobustDependency(), i)),
                    Shown.number(at(credit.getTokenWeights(), i)),
                    String.valueOf(versions.at(i)));
            List<String> names = List.of("Advantage", "log p", "Entropy", "S", "S′", "RVD", "Weight", "Version");
            new GroupClaims(claims)
                    .of(run.viewed())
                    .says(".token-figures dd", figures)
                    .names(".token-figures dl > div", "title", SENTENCES)
                    .says(
                            ".token-figures .which",
                            words.get(i) + " token " + (i + 1) + " of " + words.size() + ", answer #0")
                    .says(
                            ".group > .unseen[role=status]",
                            words.get(i) + ": "
                                    + IntStream.range(0, names.size())
                                            .mapToObj(k -> names.get(k) + " " + figures.get(k))
                                            .collect(Collectors.joining(", ")))
                    .hold(browser, 40);
            browser.press("ArrowRight");
        }
    }

    @Test
    void shouldShowTheViewsThatThePolicySaw() throws Exception {
        // Given
        showGroup(run.viewed());
        VisualDependency seen = Objects.requireNonNull(
                log.trajectoriesOf(run.viewed()).get(0).value().getDependency());
        long seed = seen.getMaskSeed();
        double sigma = Double.parseDouble(Float.toString(seen.getNoiseSigma()));
        float[] grey = new float[8 * 8 * 3];
        Arrays.fill(grey, 0.5f);
        Pixels image = Pixels.of(8, 8, 3, grey);
        float[] strong =
                PerturbedViews.strong(image, 2, seen.getMaskProbability(), seed).toArray();
        float[] weak = new PerturbedViews(seen.getMaskProbability(), sigma)
                .weak(image, seed)
                .toArray();

        // When
        var made = browser.evaluate("import('/group-views.js').then(m => [m.blackened('" + seed + "', 4, 4, 0.5),"
                + " m.noised(new Array(192).fill(0.5), " + sigma + ", '" + seed + "')])");

        // Then
        int black = 0;
        for (int patch = 0; patch < 16; patch++) {
            boolean isBlack = strong[(patch / 4 * 2 * 8 + patch % 4 * 2) * 3] == 0;
            assertThat(made.get(0).get(patch).asBoolean()).as("patch " + patch).isEqualTo(isBlack);
            black += isBlack ? 1 : 0;
        }
        for (int i = 0; i < weak.length; i++) {
            assertThat(made.get(1).get(i).asDouble()).as("value " + i).isCloseTo(weak[i], within(1e-6));
        }
        browser.evaluate("[...document.querySelectorAll('.prompt button')].at(-1).click()");
        browser.await("document.querySelector('.lightbox')?.open");
        List<String> captions = new ArrayList<>(List.of(
                "image 1, as it was asked",
                "image 1 with " + black
                        + " of 16 patches black, each with probability 0.500: S is measured to this view",
                "image 1 with noise of σ 0.050, drawn for its own size of 32 × 32: S′ is measured to this view, or to noise"
                        + " as strong where the policy sees another size"));
        for (int i = 0; i < captions.size(); i++) {
            assertThat(browser.evaluate("document.querySelector('.caption').textContent")
                            .asText())
                    .isEqualTo(captions.get(i) + " (" + (i + 1) + " of 3)");
            browser.screenshot(Path.of("target", "screenshots", "view-" + i + ".png"));
            browser.press("ArrowRight");
        }
        browser.press("Escape");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldTellAPromptThroughTimeAsTheLogDoes() {
        show("#/prompts/p0");
        browser.await("document.querySelectorAll('.strip-of-groups li').length > 10");
        browser.evaluate(
                "[...document.querySelectorAll('button')].find(b => b.textContent === 'read all answers').click()");
        browser.await(
                "[...document.querySelectorAll('.strip-of-groups .answers')].every(a => a.querySelector('.times'))");

        new TableClaims(claims).prompt(claims.ledger(), "p0").hold(browser, 80);
    }

    @Test
    void shouldTellWhereANumberComesFromAsTheLogDoes() {
        // Given
        show("#/runs");
        browser.await("document.querySelectorAll('.runs-table tbody tr').length === 2");

        // When
        browser.evaluate("document.querySelector('[data-explain=\"accounting/dropped\"]').click()");
        browser.await("document.querySelectorAll('dialog.explain td').length > 20");

        // Then
        claims.runs()
                .says("dialog.explain .number", "5656")
                .says(
                        "dialog.explain .note",
                        "the drops below are the newest first, of the last 5000 records of each partition")
                .says("dialog.explain td", claims.drops())
                .hold(browser, 40);
    }

    @Test
    void shouldTellDeadLettersAsTheLogDoes() {
        show("#/groups?view=letters");
        browser.await("document.querySelector('.groups-list table')");

        claims.ledger()
                .table("The newest records that were set aside", claims.letters(false))
                .hold(browser, 9);
    }

    private static float at(@Nullable ByteBuffer packed, int i) {
        return PackedFloats.view(Objects.requireNonNull(packed)).at(i);
    }

    private void show(String view) {
        page.show(view, 1280, 3_000, false);
        browser.await("document.querySelector('.balance')?.textContent === 'in balance'");
    }

    private void showGroup(String id) {
        show("#/groups/" + id.replace("/", "%2F"));
        browser.await("document.querySelector('.group .commands') !== null");
    }

    /** Opens all that can be opened. */
    private void unfold() {
        browser.evaluate(
                "document.querySelectorAll('main details:not(.picker)').forEach(each => { each.open = true; })");
        browser.await("[...document.querySelectorAll('.chart details')].filter(each => each.checkVisibility())"
                + ".every(each => each.querySelector('td'))");
    }
}
