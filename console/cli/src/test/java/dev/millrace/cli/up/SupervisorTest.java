package dev.millrace.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.up.UpProcess.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts of a shell stand for roles; each notes in a file what happens to it. */
@Timeout(60)
class SupervisorTest {

    private static final String UNTIL_STOPPED =
            "trap 'echo $0 >> ended; exit 143' TERM; echo $0 >> begun; echo serving; while :; do sleep 0.02; done";

    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();

    @Test
    void shouldEndAllInOrderWhenTheLearnerIsDone() throws Exception {
        // Given
        List<UpProcess> processes = List.of(
                new UpProcess("local", Part.BROKER, List.of(UNTIL_STOPPED), Optional.of("serving")),
                process("streams", Part.STREAMS, UNTIL_STOPPED),
                process("worker-0", Part.WORKER, UNTIL_STOPPED),
                process("prompts", Part.FEEDER, UNTIL_STOPPED),
                process("learner", Part.LEARNER, onceBegun(4, "echo trained")));

        // When
        int code = supervisor(processes).run();

        // Then
        assertThat(code).isZero();
        assertThat(Files.readAllLines(folder.resolve("ended")))
                .containsExactly("prompts", "worker-0", "streams", "local");
        assertThat(said.toString()).contains("learner  | trained\n", "the learner is done");
    }

    @Test
    void shouldStartAgainWhatFails() throws Exception {
        // Given
        String failsTwice =
                "echo x >> starts; [ $(wc -l < starts) -ge 3 ] || { echo no luck; exit 1; }; " + UNTIL_STOPPED;
        List<UpProcess> processes = List.of(
                process("worker-0", Part.WORKER, failsTwice), process("learner", Part.LEARNER, onceBegun(1, "exit 0")));

        // When
        int code = supervisor(processes).run();

        // Then
        assertThat(code).isZero();
        assertThat(said.toString())
                .contains("worker-0 | no luck\n", "worker-0 ended with exit code 1; it is started again in 1 s")
                .contains("(failure 2 of 5)");
    }

    @Test
    void shouldEndAllWithTheCodeOfWhatCannotGoOn() throws Exception {
        // Given
        List<UpProcess> processes = List.of(
                process("learner", Part.LEARNER, UNTIL_STOPPED),
                process("score", Part.SCORERS, onceBegun(1, "echo unknown key; exit 2")));

        // When
        int code = supervisor(processes).run();

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("ended"))).containsExactly("learner");
        assertThat(said.toString()).contains("score   | unknown key\n", "score was used or configured wrongly");
    }

    @Test
    void shouldGiveUpOnWhatFailsAgainAndAgain() throws Exception {
        int code = supervisor(List.of(process("streams", Part.STREAMS, "echo x >> starts; exit 1")))
                .run();

        assertThat(code).isEqualTo(1);
        assertThat(Files.readAllLines(folder.resolve("starts"))).hasSize(6);
    }

    @Test
    void shouldEndAllWhenItIsAskedTo() throws Exception {
        // Given
        Supervisor supervisor = supervisor(List.of(
                process("learner", Part.LEARNER, UNTIL_STOPPED), process("worker-0", Part.WORKER, UNTIL_STOPPED)));
        Thread asking = new Thread(() -> {
            while (!said.toString().contains("worker-0 | serving")
                    || !said.toString().contains("learner  | serving")) {
                Thread.onSpinWait();
            }
            supervisor.stop();
        });
        asking.start();

        // When
        int code = supervisor.run();

        // Then
        asking.join();
        assertThat(code).isEqualTo(130);
        assertThat(Files.readAllLines(folder.resolve("ended"))).containsExactly("worker-0", "learner");
    }

    private Supervisor supervisor(List<UpProcess> processes) {
        TerminalLines terminal = new TerminalLines(
                new PrintWriter(said),
                false,
                processes.stream().map(UpProcess::name).toList());
        return new Supervisor(
                processes, this::start, terminal, new RestartPolicy(Duration.ofMillis(10)), Clock.systemUTC());
    }

    private Process start(UpProcess process) throws IOException {
        return new ProcessBuilder("sh", "-c", process.arguments().get(0), process.name())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static UpProcess process(String name, Part part, String script) {
        return new UpProcess(name, part, List.of(script), Optional.empty());
    }

    /** A script that goes on when as many others can be stopped. */
    private static String onceBegun(int others, String script) {
        return "until [ -e begun ] && [ $(wc -l < begun) -ge " + others + " ]; do sleep 0.02; done; " + script;
    }
}
