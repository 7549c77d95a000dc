package dev.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.containers.ComposeProject.Ran;
import dev.millrace.infra.local.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** infra/compose, brought up by one command: the run learns, and learns on without one of its three brokers. */
@Tag("slow")
@Timeout(900)
class ComposeLoopTest {

    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Pattern STEP = Pattern.compile("step (\\d+)\\b");
    private static final String SETTINGS = "/etc/millrace/settings.yaml";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({".env, settings.yaml", "secure.env, settings-secure.yaml"})
    void shouldLearnOnWithoutOneOfItsBrokers(String environment, String settings) throws IOException {
        Optional<String> obstacle = ComposeProject.obstacle();
        obstacle.ifPresent(System.out::println);
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
        Map<String, String> changes = Map.of(
                "COMPOSE_PROJECT_NAME", "millrace-test",
                "PAGE_PORT", String.valueOf(Port.free()),
                "MILLRACE_SETTINGS", small(settings).toString());

        try (ComposeProject project = new ComposeProject(environment, changes, folder)) {
            // Given
            done(project.run("up", "-d"));
            awaitStep(project, 2);

            // When
            done(project.run("kill", "kafka-2"));
            awaitStep(project, step(project) + 2);

            // Then
            done(project.run("start", "kafka-2"));
            awaitStep(project, step(project) + 2);
            done(project.run("stop", "feeder", "worker", "scorer", "streams", "learner"));
            Ran audit = project.run("run", "--rm", "tools", "audit", "-c", SETTINGS);
            done(audit);
            assertThat(audit.said()).contains("every promise holds");
        }
    }

    /** The same settings with steps that cost little. */
    private Path small(String settings) throws IOException {
        Path file = Path.of(System.getProperty("millrace.root", "../..")).resolve("infra/compose/" + settings);
        String changed = Files.readString(file)
                .replace(
                        "learner:\n",
                        "worker: {group_size: 4}\nlearner:\n  batch_groups: 4\n  micro_batch_groups: 4\n");
        return Files.writeString(folder.resolve("settings.yaml"), changed);
    }

    private static void awaitStep(ComposeProject project, int wanted) {
        Awaitility.await("step " + wanted)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> step(project) >= wanted);
    }

    /** The learner's newest step. */
    private static int step(ComposeProject project) {
        int newest = -1;
        Matcher steps =
                STEP.matcher(project.run("logs", "--no-color", "learner").said());
        while (steps.find()) {
            newest = Math.max(newest, Integer.parseInt(steps.group(1)));
        }
        return newest;
    }

    private static void done(Ran ran) {
        assertThat(ran.code()).as(ran.said()).isZero();
    }
}
