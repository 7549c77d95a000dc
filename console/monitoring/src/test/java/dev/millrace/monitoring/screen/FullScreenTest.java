package dev.millrace.monitoring.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.monitor.Headline;
import dev.millrace.monitoring.monitor.RunSnapshot;
import dev.millrace.monitoring.monitor.Screen;
import dev.millrace.monitoring.watch.Edge;
import dev.millrace.monitoring.watch.OpenGroup;
import dev.millrace.monitoring.watch.Overview;
import dev.millrace.monitoring.watch.RunState;
import dev.millrace.monitoring.watch.RunView;
import dev.millrace.monitoring.watch.WorkerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullScreenTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final FullScreen SCREEN = new FullScreen(new Screen("run demo", 100), false);

    @Test
    void shouldShowWorkersAndScorersBesideEachOtherWhereThereIsRoom() {
        List<String> lines = plain(SCREEN.lines(run(2, List.of()), 120, 40));

        assertThat(lines)
                .contains(
                        "Workers                                                      Scorers",
                        "worker  version  behind  trajectories  a second  seen, ago   scorer     scored  abstained  failed  takes",
                        "w-0          50       0        10,000      12.5      2.0 s   accuracy    9,000          0       0   1 ms",
                        "w-1          50       1        10,001      12.5      2.0 s   format ok   9,000        500       3      –")
                .endsWith("q leaves");
    }

    @ParameterizedTest
    @CsvSource({"40, 10", "80, 24", "100, 30", "120, 50", "200, 60"})
    void shouldKeepWithinTheTerminal(int columns, int rows) {
        List<AttributedString> lines = SCREEN.lines(run(30, List.of(alarm("x".repeat(300)))), columns, rows);

        assertThat(lines).hasSizeLessThanOrEqualTo(rows);
        assertThat(lines).allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(columns));
        assertThat(lines.get(lines.size() - 1).toString()).startsWith("q leaves");
    }

    @Test
    void shouldFoldTheLongestTableBeforeItLeavesOneOut() {
        List<String> lines = plain(SCREEN.lines(run(30, List.of()), 80, 34));

        assertThat(lines).anyMatch(line -> line.matches("and \\d+ more"));
        assertThat(lines).anyMatch(line -> line.startsWith("Scorers"));
        assertThat(lines).contains("q leaves");
    }

    @Test
    void shouldNameWhatFindsNoRoom() {
        List<String> lines = plain(SCREEN.lines(run(2, List.of()), 80, 18));

        assertThat(lines.get(lines.size() - 1))
                .isEqualTo("q leaves   no room for: Topics between the roles, Open groups: 1");
    }

    @Test
    void shouldLetNothingOfATopicSteerTheTerminal() {
        RunView hostile = run("\u001b[2Jw\u202e一", List.of(alarm("worker \u001b]0;x\u0007 is old")));

        String all = String.join("\n", plain(SCREEN.lines(hostile, 80, 40)));

        assertThat(all).contains("·[2Jw·一", "worker ·]0;x· is old").doesNotContain("\u001b", "\u202e", "\u0007");
    }

    private static Alarm alarm(String text) {
        return new Alarm(Alarm.Kind.WEIGHTS_NOT_TAKEN, text);
    }

    private static List<String> plain(List<AttributedString> lines) {
        return lines.stream().map(line -> line.toString().stripTrailing()).toList();
    }

    static RunView run(int workers, List<Alarm> alarms) {
        return run(
                IntStream.range(0, workers)
                        .mapToObj(i -> new WorkerRow("w-" + i, 50, i, false, 10_000 + i, 12.5, NOW.minusSeconds(2)))
                        .toList(),
                alarms);
    }

    private static RunView run(String worker, List<Alarm> alarms) {
        return run(List.of(new WorkerRow(worker, 50, 0, false, 1, 1, NOW)), alarms);
    }

    private static RunView run(List<WorkerRow> workers, List<Alarm> alarms) {
        Totals totals = new Totals(13_216, 12_800, 320, Map.of("zero_variance", 96L), 0, 0);
        Overview overview = new Overview(
                NOW,
                true,
                true,
                new RunState(RunState.Kind.LIVE, Duration.ofSeconds(133), Optional.empty(), 100),
                Optional.empty(),
                totals,
                List.of(
                        new Edge("prompts", "feeder", "worker", 1.5, 12),
                        new Edge("weights", "learner", "worker", 0.4, -1)),
                5120.4,
                1,
                Map.of("complete", 1600L),
                Map.of(),
                120,
                List.of(new OpenGroup("demo/0/7", NOW.minusSeconds(3), 8, 7, new TreeMap<>(Map.of("format_ok", 2)))),
                workers,
                new TreeMap<>(Map.of(
                        "accuracy/scored",
                        9000L,
                        "format_ok/scored",
                        9000L,
                        "format_ok/abstained",
                        500L,
                        "format_ok/failed",
                        3L)),
                Map.of("accuracy", 1.0),
                "accuracy",
                Map.of("count", 0.5),
                0,
                0,
                0,
                0,
                0,
                List.of());
        return new RunView(
                overview,
                new RunSnapshot(
                        Duration.ofSeconds(133),
                        50,
                        Map.of("reward", 0.7125),
                        new Headline("accuracy", new ArrayList<>(List.of(0.1, 0.5))),
                        new RunSnapshot.Groups(40, 1600, Map.of()),
                        totals,
                        0,
                        5120.4,
                        0,
                        0,
                        "live",
                        alarms,
                        List.of()));
    }
}
