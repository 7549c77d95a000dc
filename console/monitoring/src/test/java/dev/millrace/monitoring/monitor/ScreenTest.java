package dev.millrace.monitoring.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.RunSnapshot.Groups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private static final Headline NOTHING = new Headline("accuracy", List.of());

    static final RunSnapshot BEGINNING = new RunSnapshot(
            Duration.ofSeconds(3),
            0,
            Map.of(),
            NOTHING,
            new Groups(0, 0, Map.of()),
            new Totals(0, 0, 0, Map.of(), 0, 0),
            0,
            0,
            0,
            0,
            "",
            List.of(),
            List.of());

    static final RunSnapshot MIDDLE = new RunSnapshot(
            Duration.ofSeconds(133),
            50,
            Map.of(
                    "reward", 0.7125,
                    "rewards/accuracy/mean", 0.5125,
                    "kl", 0.00213,
                    "entropy", 0.4117,
                    "staleness/avg", 1.25,
                    "staleness/max", 2.0),
            new Headline("accuracy", List.of(0.1, 0.3, 0.4, 0.5125)),
            new Groups(40, 1600, Map.of("zero_variance", 12L)),
            new Totals(13216, 12800, 320, Map.of("zero_variance", 96L), 0, 0),
            123456,
            5120.4,
            0,
            0,
            "",
            List.of(),
            List.of());

    private final Screen screen = new Screen("millrace demo", 100);

    @Test
    void shouldDrawARunInTheMiddle() {
        assertThat(screen.lines(MIDDLE, 80))
                .containsExactly(
                        "millrace demo  02:13                                              step 50 of 100",
                        "━".repeat(40) + "─".repeat(40),
                        "reward    0.713   accuracy 0.513   kl 0.0021   entropy 0.412",
                        "accuracy  ▁▃▄▅",
                        "weights   version 50   staleness 1.25 (max 2)   5,120 tokens/s",
                        "groups    1600 closed, 40 open, 12 dropped (zero variance 12)",
                        "samples   13216 published = 12800 trained + 320 pending + 96 dropped (zero vari…");
    }

    @Test
    void shouldShowWhatIsNotKnownYetAsADash() {
        assertThat(screen.lines(BEGINNING, 80))
                .contains(
                        "reward    –   accuracy –   kl –   entropy –",
                        "weights   version 0   staleness – (max –)   0 tokens/s");
    }

    @Test
    void shouldKeepEveryLineWithinTheWidth() {
        for (int width = 40; width <= 120; width++) {
            int limit = width;
            assertThat(screen.lines(MIDDLE, width))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(limit));
        }
    }

    @Test
    void shouldTellOfTrouble() {
        RunSnapshot troubled = new RunSnapshot(
                Duration.ZERO,
                1,
                Map.of(),
                NOTHING,
                new Groups(0, 0, Map.of()),
                new Totals(8, 8, 0, Map.of(), 2, 0),
                0,
                0,
                1,
                0,
                "",
                List.of(),
                List.of());

        assertThat(screen.lines(troubled, 80)).contains("trouble   2 settled twice, 1 record unreadable");
    }

    @Test
    void shouldShowTheScorerThatStandsForAllWhateverItsName() {
        RunSnapshot other = new RunSnapshot(
                Duration.ofSeconds(133),
                50,
                Map.of("rewards/visual_quality/mean", 0.25),
                new Headline("visual_quality", List.of(0.1, 0.25)),
                new Groups(40, 1600, Map.of()),
                new Totals(8, 8, 0, Map.of(), 0, 0),
                0,
                0,
                0,
                0,
                "",
                List.of(),
                List.of());

        assertThat(screen.lines(other, 80))
                .anyMatch(line -> line.startsWith("reward    –   visual_quality 0.250   kl"))
                .contains("visual_quality ▁▃");
        assertThat(screen.line(other)).contains(" visual_quality 0.250 ");
    }

    @Test
    void shouldPutARunInOneLine() {
        assertThat(screen.line(MIDDLE))
                .isEqualTo("02:13 step 50 of 100 reward 0.713 accuracy 0.513 kl 0.0021 entropy 0.412 staleness 1.25"
                        + " tokens/s 5120 groups 1600 closed, 40 open, 12 dropped (zero variance 12)");
    }

    @Test
    void shouldAverageNeighboursWhereAHistoryIsLongerThanItsLine() {
        assertThat(Screen.sparkline(List.of(0.0, 0.0, 1.0, 1.0), 2)).isEqualTo("▁█");
        assertThat(Screen.sparkline(List.of(), 10)).isEmpty();
    }

    private static RunSnapshot alarmed(String state, Alarm... alarms) {
        return new RunSnapshot(
                Duration.ofSeconds(264),
                40,
                Map.of(),
                NOTHING,
                new Groups(0, 0, Map.of()),
                new Totals(0, 0, 0, Map.of(), 0, 0),
                0,
                0,
                0,
                40,
                state,
                List.of(alarms),
                List.of());
    }

    @Test
    void shouldTellAlarmsInThePagesWordsAndCutNone() {
        // Given
        String text = "group a-run-with-a-rather-long-name/0/1234 is open for 3 min and waits for accuracy, format";

        // When
        List<String> lines = screen.lines(alarmed("", new Alarm(Alarm.Kind.OLDEST_OPEN_GROUP, text)), 80);

        // Then
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(lines)
                .contains("ALARM     oldest open group: group a-run-with-a-rather-long-name/0/1234 is open")
                .contains("          for 3 min and waits for accuracy, format");
    }

    @Test
    void shouldSayThatARunIsOver() {
        assertThat(screen.lines(alarmed("finished at 09:17:03"), 80).get(0))
                .isEqualTo("millrace demo  04:24  finished at 09:17:03                         step 40 of 40");
        assertThat(screen.line(alarmed("finished at 09:17:03")))
                .startsWith("04:24  finished at 09:17:03 step 40 of 40");
    }
}
