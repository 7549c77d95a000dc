package dev.millrace.streams.scoring.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Scorer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the process does that stands between Millrace and a function. */
@Timeout(60)
class PythonGuardTest {

    /** Its children leave children of their own, which end as orphans. */
    private static final String LEAVES_ORPHANS =
            """
            import os, time

            def leaves_orphans(samples):
                for each in samples:
                    child = os.fork()
                    if child == 0:
                        parent = os.getpid()
                        orphan = os.fork()
                        if orphan == 0:
                            while os.getppid() == parent:
                                time.sleep(0.01)
                            os._exit(0)
                        with open("%s", "a") as pids:
                            pids.write("%%d\\n" %% orphan)
                        os._exit(0)
                    os.waitpid(child, 0)
                return [1.0 for each in samples]
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeLeaveOfOrphansWhileTheFunctionGoesOn() throws Exception {
        // Given
        PythonFile.requirePython();
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "orphans are adopted on Linux alone");
        Path pids = folder.resolve("pids");
        try (Scorer scorer =
                PythonFile.of(folder, LEAVES_ORPHANS.formatted(pids)).scorer("leaves_orphans")) {

            // When
            List<Verdict> verdicts = scorer.score(PythonFile.group("a", "b", "c"));

            // Then nothing is left of them, and the process is the same
            assertThat(verdicts).containsOnly(new Verdict.Scored(1));
            List<String> orphans = Files.readAllLines(pids);
            assertThat(orphans).hasSize(3);
            Awaitility.await().until(() -> orphans.stream().noneMatch(pid -> Files.exists(Path.of("/proc", pid))));
            assertThat(scorer.score(PythonFile.group("a"))).containsOnly(new Verdict.Scored(1));
        }
    }
}
