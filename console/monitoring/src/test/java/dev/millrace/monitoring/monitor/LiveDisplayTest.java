package dev.millrace.monitoring.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveDisplayTest {

    private final StringWriter written = new StringWriter();
    private final Screen screen = new Screen("millrace demo", 100);

    private LiveDisplay display(boolean inPlace) {
        return new LiveDisplay(new PrintWriter(written), screen, inPlace, 80);
    }

    private static RunSnapshot at(Duration elapsed) {
        RunSnapshot run = ScreenTest.MIDDLE;
        return new RunSnapshot(
                elapsed,
                run.step(),
                run.metrics(),
                run.headline(),
                run.groups(),
                run.accounting(),
                run.tokens(),
                run.tokensPerSecond(),
                run.unreadable(),
                0,
                "",
                List.of(),
                List.of());
    }

    @Test
    void shouldRedrawInPlaceAndGiveTheCursorBack() {
        // Given
        LiveDisplay display = display(true);

        // When
        display.show(at(Duration.ofSeconds(1)));
        display.show(at(Duration.ofSeconds(2)));
        display.close();

        // Then
        assertThat(written.toString())
                .startsWith("\u001b[?25l")
                .contains("\u001b[7A\u001b[2Kmillrace demo  00:02")
                .endsWith("\u001b[?25h");
    }

    @Test
    void shouldPrintPlainLinesOnlyWhenOneIsDue() {
        // Given
        LiveDisplay display = display(false);

        // When
        for (int second = 0; second <= 11; second++) {
            display.show(at(Duration.ofSeconds(second)));
        }

        // Then
        assertThat(written.toString().lines().map(line -> line.substring(0, 5)))
                .containsExactly("00:00", "00:05", "00:10");
        assertThat(written.toString()).doesNotContain("\u001b");
    }

    @Test
    void shouldAlwaysPrintTheLastState() {
        // Given
        LiveDisplay display = display(false);
        display.show(at(Duration.ofSeconds(0)));

        // When
        display.finish(at(Duration.ofSeconds(1)));

        // Then
        assertThat(written.toString().lines()).hasSize(2);
    }

    @Test
    void shouldTellAnAlarmWhenItBeginsAndWhenItIsOver() {
        // Given
        LiveDisplay display = display(false);
        Alarm alarm = new Alarm(Alarm.Kind.NO_NEW_WEIGHTS, "no new weights for 130 s");
        Alarm later = new Alarm(Alarm.Kind.NO_NEW_WEIGHTS, "no new weights for 131 s");

        // When
        display.show(alarmed("", alarm));
        display.show(alarmed("", later));
        display.show(alarmed("finished at 09:17:03"));
        display.show(alarmed("finished at 09:17:03"));

        // Then
        assertThat(written.toString().lines().map(line -> line.replaceFirst(" reward.*", "")))
                .containsExactly(
                        "warning   no new weights: no new weights for 130 s",
                        "00:01 step 50 of 100",
                        "over      no new weights",
                        "00:01  finished at 09:17:03 step 50 of 100");
    }

    private static RunSnapshot alarmed(String state, Alarm... alarms) {
        RunSnapshot run = at(Duration.ofSeconds(1));
        return new RunSnapshot(
                run.elapsed(),
                run.step(),
                run.metrics(),
                run.headline(),
                run.groups(),
                run.accounting(),
                run.tokens(),
                run.tokensPerSecond(),
                run.unreadable(),
                100,
                state,
                List.of(alarms),
                List.of());
    }
}
