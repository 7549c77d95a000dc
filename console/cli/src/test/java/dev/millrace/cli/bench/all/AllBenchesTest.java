package dev.millrace.cli.bench.all;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.bench.all.BarRow.Verdict;
import dev.millrace.cli.bench.all.BenchResult.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All benches, where a shell stands for each: its script is the bench's argument, and its numbers go to {@code $OUT}. */
@Timeout(60)
class AllBenchesTest {

    private static final String GOOD =
            "echo measuring; echo '{\"rows\":[{\"ratio\":{\"median\":0.8,\"min\":0.7,\"max\":0.9}}]}' > $OUT";
    private static final Bar BAR =
            new Bar("work", "limit", 0.75, Bar.Sense.AT_LEAST, Optional.of("one"), "/rows/0/ratio", "");

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    /** What the shell runs, with the path of its JSON in place of {@code $OUT}. */
    private static List<String> shell(List<String> arguments) {
        return List.of("sh", "-c", arguments.get(1).replace("$OUT", arguments.get(3)));
    }

    private static PlannedBench bench(String name, String script) {
        return new PlannedBench(name, List.of(script), Duration.ofSeconds(30), Optional.empty());
    }

    private AllReport run(String revision, List<PlannedBench> plan) throws IOException, InterruptedException {
        return new AllBenches(folder, AllBenchesTest::shell, revision, said::add, Clock.systemUTC())
                .run(plan, List.of(BAR));
    }

    @BeforeEach
    void forget() {
        said.clear();
    }

    @Test
    void shouldHoldAFigureToItsBar() throws Exception {
        AllReport report = run("abc", List.of(bench("one", GOOD)));

        assertThat(report.isWhole()).isTrue();
        assertThat(report.bars()).singleElement().satisfies(row -> {
            assertThat(row.verdict()).isEqualTo(Verdict.MET);
            assertThat(row.line()).contains("≥ 0.8", "0.80 [0.70-0.90]", "met");
        });
        assertThat(folder.resolve("all.txt")).content().contains("0.80 [0.70-0.90]");
        assertThat(folder.resolve("one.txt")).hasContent("measuring");
    }

    @Test
    void shouldGoOnAfterOneThatFailsAndSayIt() throws Exception {
        AllReport report = run("abc", List.of(bench("one", "echo no broker; exit 1"), bench("two", GOOD)));

        assertThat(report.isWhole()).isFalse();
        assertThat(report.benches()).extracting(BenchResult::state).containsExactly(State.FAILED, State.DONE);
        assertThat(report.benches().get(0).note()).isEqualTo("exit code 1: no broker");
        assertThat(report.bars()).singleElement().satisfies(row -> {
            assertThat(row.verdict()).isEqualTo(Verdict.NOT_MEASURED);
            assertThat(row.note()).isEqualTo("one failed");
        });
    }

    @Test
    void shouldTakeOneThatLeavesNoNumbersAsFailed() throws Exception {
        AllReport report = run("abc", List.of(bench("one", "echo done")));

        assertThat(report.benches()).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.FAILED);
            assertThat(one.note()).startsWith("it left no numbers in ");
        });
    }

    @Test
    void shouldEndOneThatTakesTooLong() throws Exception {
        PlannedBench endless = new PlannedBench("one", List.of("exec sleep 60"), Duration.ZERO, Optional.empty());

        AllReport report = run("abc", List.of(endless));

        assertThat(report.benches().get(0).note()).isEqualTo("ended after 0 minutes, which is its limit");
    }

    @Test
    void shouldNotRunAgainWhatIsThereOfTheSameSources() throws Exception {
        // Given
        run("abc", List.of(bench("one", GOOD)));
        Files.delete(folder.resolve("one.txt"));

        // When
        AllReport report = run("abc", List.of(bench("one", GOOD)));

        // Then
        assertThat(folder.resolve("one.txt")).doesNotExist();
        assertThat(said).anyMatch(line -> line.startsWith("== one: kept from "));
        assertThat(report.bars().get(0).verdict()).isEqualTo(Verdict.MET);
    }

    @Test
    void shouldRunAgainWhereSourcesMayHaveChanged() throws Exception {
        // Given
        run("abc-dirty", List.of(bench("one", GOOD)));
        Files.delete(folder.resolve("one.txt"));

        // When
        run("abc-dirty", List.of(bench("one", GOOD)));

        // Then
        assertThat(folder.resolve("one.txt")).exists();
    }

    @Test
    void shouldSayWhatIsNotHere() throws Exception {
        PlannedBench skipped = PlannedBench.all(Optional.empty()).stream()
                .filter(bench -> bench.missing().isPresent())
                .findFirst()
                .orElseThrow();

        AllReport report = run("abc", List.of(skipped));

        assertThat(report.isWhole()).isTrue();
        assertThat(said).anyMatch(line -> line.contains("skipped") && line.contains("--python"));
    }
}
