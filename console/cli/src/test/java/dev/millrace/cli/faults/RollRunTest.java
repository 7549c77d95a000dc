package dev.millrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers restarted one by one under a run; by hand it is {@code millrace bench roll}, with and without --hasty. */
@Tag("slow")
@EnabledIfSystemProperty(named = "millrace.roll", matches = "true")
@Timeout(900)
class RollRunTest {

    @TempDir
    private Path folder;

    /** Without waiting for replicas in sync, which is harder; {@link SecuredClusterTest} waits. */
    @Test
    void shouldLiveThroughAHastyRollOfItsBrokers() throws InterruptedException {
        RollReport report =
                new RollRun(false, 1, Duration.ofMinutes(4), folder, Clock.systemUTC(), System.out::println).run();

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
