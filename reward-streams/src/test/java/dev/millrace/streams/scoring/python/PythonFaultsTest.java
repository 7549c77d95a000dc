package dev.millrace.streams.scoring.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.failure.UsageException;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a function does, each sample gets a verdict that says what was wrong, and the next call is judged. */
@Timeout(60)
class PythonFaultsTest {

    private static final String FUNCTIONS =
            """
            import os, signal, sys, time

            def good(samples):
                return [1.0 for each in samples]

            def few(samples):
                return [1.0]

            def one_number(samples):
                return 1.0

            def nan(samples):
                return [float("nan"), 1.0]

            def words(samples):
                return ["1.0", 1.0]

            def no_value(samples):
                return [{"format": 1}, {"reward": 2}]

            def throws(samples):
                raise ValueError("out of\\norder")

            def leaves(samples):
                sys.exit(2)

            def forks(samples):
                if os.fork() == 0:
                    if os.fork() == 0:
                        os.setsid()
                        time.sleep(600)
                    return [0.0, 0.0]
                return [1.0, 1.0]

            def prints(samples):
                sys.stdout.write("x" * 3000000 + "\\n")
                for i in range(1000):
                    print("line", i)
                os.write(1, b"\\0\\0\\0\\2{}")
                os.write(2, b"\\x1enobody\\n\\xff")
                return [1.0, 1.0]

            def closes(samples):
                sys.stdout.close()
                os.close(1)
                return [1.0, 1.0]

            def hungry(samples):
                return [float(len(bytearray(1 << 30)))]

            def needs(completions, missing, **kwargs):
                return [1.0]

            def each_hangs(sample):
                while sample["text"] == "hang":
                    time.sleep(1)
                if sample["text"] == "die":
                    os._exit(7)
                if sample["text"] == "stop":
                    os.kill(os.getpid(), signal.SIGSTOP)
                return 1.0

            def hangs(samples):
                while any(each["text"] == "hang" for each in samples):
                    pass
                return [1.0 for each in samples]

            def dies_once(samples):
                if not os.path.exists(%1$s):
                    open(%1$s, "w").close()
                    os.kill(os.getpid(), signal.SIGKILL)
                return [1.0 for each in samples]

            def starts_another(samples):
                if os.fork() == 0:
                    os.setsid()
                    open(%1$s, "w").write(str(os.getpid()))
                    time.sleep(600)
                while True:
                    time.sleep(1)

            def wrong(samples):
                return globals()[samples[0]["text"]](samples)

            def strange(a, b):
                return 1.0

            class Reward:
                pass
            """;

    private static final Verdict GOOD = new Verdict.Scored(1);

    @TempDir
    private Path folder;

    private PythonFile file() {
        return PythonFile.of(folder, FUNCTIONS.formatted("'" + witness() + "'"));
    }

    private Path witness() {
        return folder.resolve("witness");
    }

    @BeforeAll
    static void requirePython() {
        PythonFile.requirePython();
    }

    /** One process sees through all of this. */
    @Test
    void shouldSayWhatWasWrongAndJudgeTheNext() throws Exception {
        Map<String, String> causes = new LinkedHashMap<>();
        causes.put("few", "wrong gave 1 scores for 2 samples");
        causes.put("one_number", "wrong gave a float for 2 samples, and not a list with a score for each");
        causes.put("nan", "wrong gave nan, which is no score");
        causes.put("words", "wrong gave a str, and not a number");
        causes.put("no_value", "wrong gave a dict without score; it has format");
        causes.put("throws", "wrong failed: ValueError: out of order (rewards.py:22)");
        causes.put("leaves", "wrong failed: SystemExit: 2 (rewards.py:25)");
        try (Scorer scorer = file().scorer("wrong")) {
            for (Map.Entry<String, String> each : causes.entrySet()) {
                assertThat(scorer.score(PythonFile.group(each.getKey(), "b")).get(0))
                        .isEqualTo(new Verdict.Failed(each.getValue()));
            }
            // And what is right in a list stands
            assertThat(scorer.score(PythonFile.group("nan", "b")).get(1)).isEqualTo(GOOD);
            assertThat(scorer.score(PythonFile.group("no_value", "b")).get(1)).isEqualTo(new Verdict.Scored(2));
            for (int round = 0; round < 3; round++) {
                assertThat(scorer.score(PythonFile.group("prints", "b"))).containsExactly(GOOD, GOOD);
                assertThat(scorer.score(PythonFile.group("forks", "b"))).containsExactly(GOOD, GOOD);
            }
        }
    }

    @Test
    void shouldNotMindWhoClosesItsOutput() throws Exception {
        try (Scorer scorer = file().scorer("closes")) {
            assertThat(scorer.score(PythonFile.group("a", "b"))).containsExactly(GOOD, GOOD);
            assertThat(scorer.score(PythonFile.group("a", "b")))
                    .containsOnly(new Verdict.Failed(
                            "closes failed: OSError: [Errno 9] Bad file descriptor (rewards.py:45)"));
        }
    }

    @Test
    void shouldFailWhoTakesMoreMemoryThanItMay() throws Exception {
        try (Scorer scorer = file().memoryMb(512).scorer("hungry")) {
            assertThat(scorer.score(PythonFile.group("a")))
                    .containsExactly(new Verdict.Failed(
                            "hungry failed: MemoryError (rewards.py:49); it may take 512 MiB, see memory_mb"));
        }
    }

    @Test
    void shouldNameAColumnThatThePromptDoesNotHave() throws Exception {
        try (Scorer scorer = file().scorer("needs")) {
            assertThat(scorer.score(PythonFile.group("a")))
                    .containsExactly(new Verdict.Failed(
                            "needs asks for the column missing, which the prompt does not have (its columns:"
                                    + " data_source, extra_info, level, solution)"));
        }
    }

    @Test
    void shouldFailOnlyTheSampleAtWhichAFunctionHangsEndsOrStops() throws Exception {
        PythonFile file = file().callTimeout(Duration.ofMillis(400));
        try (Scorer scorer = file.scorer("each_hangs")) {
            // When
            List<Verdict> verdicts = scorer.score(PythonFile.group("a", "hang", "b", "die", "c", "stop", "d"));

            // Then
            Verdict late =
                    new Verdict.Failed("each_hangs gave no answer within 0.4 s (call_timeout); its process was ended");
            assertThat(verdicts)
                    .containsExactly(
                            GOOD,
                            late,
                            GOOD,
                            new Verdict.Failed("each_hangs gave no answer: its process ended with the exit code 7,"
                                    + " 3 times in a row"),
                            GOOD,
                            late,
                            GOOD);
        }
    }

    @Test
    void shouldFailAGroupWhoseCallHangsAndGiveItsVerdictBeforeTheScorersTimeout() throws Exception {
        PythonFile file = file().callTimeout(Duration.ofMinutes(1));
        try (Scorer scorer = file.scorer("hangs", Duration.ofSeconds(1))) {
            assertThat(scorer.score(PythonFile.group("a", "hang")))
                    .containsOnly(new Verdict.Failed("hangs gave no answer within the scorer's timeout"));
            // The next process may take longer to load than the second that a call is given.
            Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                            scorer.score(PythonFile.group("a", "b")))
                    .containsOnly(GOOD));
        }
    }

    @Test
    void shouldAskAgainWhereAProcessWasKilled() throws Exception {
        try (Scorer scorer = file().scorer("dies_once")) {
            assertThat(scorer.score(PythonFile.group("a", "b"))).containsOnly(GOOD);
            assertThat(witness()).exists();
        }
    }

    @Test
    void shouldReplaceAProcessThatWasKilledWhileItWaited() throws Exception {
        try (Scorer scorer = file().scorer("good")) {
            assertThat(scorer.score(PythonFile.group("a"))).containsOnly(GOOD);
            List<ProcessHandle> children = ProcessHandle.current()
                    .children()
                    .filter(child -> child.info().arguments().stream()
                            .anyMatch(all -> String.join(" ", all).contains("millrace_guard")))
                    .toList();
            assertThat(children).isNotEmpty();

            children.forEach(ProcessHandle::destroyForcibly);

            assertThat(scorer.score(PythonFile.group("a"))).containsOnly(GOOD);
        }
    }

    @Test
    void shouldEndWhatAFunctionHasStarted() throws Exception {
        // Given a function that starts a process in a session of its own, and hangs
        try (Scorer scorer = file().callTimeout(Duration.ofMillis(400)).scorer("starts_another")) {
            scorer.score(PythonFile.group("a"));
            long started = Long.parseLong(Files.readString(witness()));

            // Then that process has ended with it, at least where the system tells of orphans
            if (System.getProperty("os.name").equals("Linux")) {
                Awaitility.await().until(() -> ProcessHandle.of(started)
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
            }
        }
    }

    @Test
    void shouldEndItsProcessesWhenItIsClosed() throws Exception {
        // Given the processes of a scorer
        List<ProcessHandle> others = ProcessHandle.current().descendants().toList();
        Scorer scorer = file().scorer("good");
        List<ProcessHandle> own = ProcessHandle.current()
                .descendants()
                .filter(each -> !others.contains(each))
                .toList();
        assertThat(own).hasSizeGreaterThanOrEqualTo(2);

        // When
        scorer.close();

        // Then
        Awaitility.await().until(() -> own.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void shouldInterruptItsCaller() throws Exception {
        try (Scorer scorer = file().scorer("hangs")) {
            List<Sample> group = PythonFile.group("hang");
            Thread caller = Thread.currentThread();
            Thread interrupter = new Thread(() -> {
                Awaitility.await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
                caller.interrupt();
            });
            interrupter.start();

            assertThatThrownBy(() -> scorer.score(group)).isInstanceOf(InterruptedException.class);
            assertThat(scorer.score(PythonFile.group("a"))).containsOnly(GOOD);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody|function cannot be used: there is no function nobody in FILE; it has closes, dies_once, each_hangs, few,"
                        + " forks, good, hangs, hungry, leaves, nan, needs, no_value, one_number, prints, starts_another,"
                        + " strange, throws, words, wrong",
                "Reward|function cannot be used: Reward in FILE is no function but a class",
                "strange|function cannot be used: rewards.py:strange(a, b) has a form that is not known; name it by style:"
                        + " trl takes completions, verl solution_str, easyr1 a dict or a list of them, openrlhf queries, and"
                        + " millrace samples"
            })
    void shouldRefuseAFunctionThatIsNone(String function, String why) {
        PythonFile file = file();
        assertThatThrownBy(() -> file.scorer(function))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "scorers.mine.config." + why.replace("FILE", file.path().toString()));
    }

    @Test
    void shouldRefuseAFunctionOfAnotherForm() {
        assertThatThrownBy(() -> file().style(PythonStyle.VERL).scorer("few"))
                .hasMessage(
                        "scorers.mine.config.function cannot be used: rewards.py:few(samples) is no function of style"
                                + " verl: nothing is given as samples; there are data_source, solution_str, ground_truth,"
                                + " extra_info, and what kwargs holds");
        assertThatThrownBy(() -> file().style(PythonStyle.TRL).scorer("few"))
                .hasMessageEndingWith("is no function of style trl: it takes no completions");
        assertThatThrownBy(() -> file().kwargs(Map.of("scale", 1)).scorer("few"))
                .hasMessageEndingWith("is no function of style millrace: it takes no scale, which kwargs holds");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import nowhere_to_be_found|cannot be loaded: ModuleNotFoundError: No module named"
                        + " 'nowhere_to_be_found' (rewards.py:1); install it for ",
                "def f(:|cannot be loaded: invalid syntax at line 1",
                "1 / 0|cannot be loaded: ZeroDivisionError: division by zero (rewards.py:1)",
                "exit(3)|cannot be loaded: SystemExit: 3",
                "import os; os._exit(4)|while it was loaded, its process ended with the exit code 4"
            })
    void shouldRefuseAFileThatCannotBeLoaded(String source, String why) {
        assertThatThrownBy(() -> PythonFile.of(folder, source).scorer("f"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("scorers.mine.config.function cannot be used: ")
                .hasMessageContaining(why);
    }

    @Test
    void shouldRefuseAFileThatIsNotLoadedInTime() {
        PythonFile file = PythonFile.of(folder, "while True: pass").startTimeout(Duration.ofSeconds(1));

        assertThatThrownBy(() -> file.scorer("f"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("it was not loaded within 1 s (start_timeout)");
    }

    @Test
    void shouldRefuseAFileThatIsNotThereAndAPythonThatIsNone() throws IOException {
        PythonFile file = file();
        Files.delete(file.path());
        assertThatThrownBy(() -> file.scorer("good"))
                .hasMessage("scorers.mine.config.function names a file that is not there: " + file.path());
        assertThatThrownBy(() -> file().python("no-such-python").scorer("good"))
                .hasMessageStartingWith("scorers.mine.config.python cannot be started: ")
                .hasMessageEndingWith("; name a Python by python");
        assertThatThrownBy(() -> PythonFunction.of("rewards.py"))
                .hasMessage("function must name a file and a function in it, as in rewards.py:exact, not rewards.py");
    }

    @Test
    void shouldStartAnOldPythonNever() throws IOException {
        // Given a Python that says it is an old one
        Path old = folder.resolve("old-python");
        Files.writeString(
                old,
                """
                #!/bin/sh
                exec python3 -c "import sys; sys.version_info = (3, 6, 0); exec(sys.argv[1])" "$2"
                """);
        assertThat(old.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> file().python(old.toString()).scorer("good"))
                .hasMessageEndingWith(" is Python 3.6; 3.8 is the oldest that will do");
    }
}
