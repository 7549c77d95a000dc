package dev.millrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.learner.Resume;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short set: one round of the faults that leave the most behind. All of them, for as long as one likes, are fired by
 * {@code millrace bench faults}.
 */
@Timeout(1200)
@Tag("slow")
class FaultRunTest {

    private static final long SEED = 3;

    private static final List<FaultKind> SHORT_SET = List.of(
            FaultKind.KILL_LEARNER_SENT,
            FaultKind.KILL_WORKER,
            FaultKind.STATE_DELETED,
            FaultKind.POISON,
            FaultKind.CUT_OFF);

    @TempDir
    private Path folder;

    @Test
    void shouldLoseNothingAndTrainNothingTwice() throws InterruptedException {
        // Given
        FaultSettings settings =
                new FaultSettings(SEED, SHORT_SET, Resume.EXACT, Duration.ZERO, Duration.ofMinutes(5), List.of());

        // When
        FaultReport report = new FaultRun(settings, folder, Clock.systemUTC(), System.out::println).run();

        // Then
        String said = "seed " + SEED + "\n" + String.join("\n", report.lines());
        assertThat(report.faults()).as(said).hasSameSizeAs(SHORT_SET);
        assertThat(report.audit().checks())
                .as(said)
                .filteredOn(check -> !check.holds())
                .isEmpty();
        assertThat(report.audit().accounting().imbalance()).as(said).isZero();
        assertThat(report.audit().accounting().pending()).as(said).isZero();
        assertThat(report.audit().accounting().trained()).as(said).isPositive();
        assertThat(report.replayIsSame()).as(said).isTrue();
    }
}
