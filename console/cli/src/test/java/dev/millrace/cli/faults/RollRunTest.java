package dev.millrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three brokers restarted one by one under a run; by hand it is {@code millrace bench roll}, with and without --hasty. */
@Tag("slow")
@Timeout(900)
class RollRunTest {

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "waits for replicas in sync: {0}")
    @ValueSource(booleans = {true, false})
    void shouldLiveThroughARollOfItsBrokers(boolean waits) throws InterruptedException {
        RollReport report =
                new RollRun(waits, 1, Duration.ofMinutes(4), folder, Clock.systemUTC(), System.out::println).run();

        String said = String.join("\n", report.lines());
        System.out.println(said);
        assertThat(report.ended()).as(said).isEmpty();
        assertThat(report.audit().checks())
                .as(said)
                .filteredOn(check -> !check.holds())
                .isEmpty();
        assertThat(report.audit().accounting().trained()).as(said).isPositive();
    }
}
