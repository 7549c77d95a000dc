package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher in a copied tree, with a java and a mvn that tell what they are asked instead of doing it. The stub of java
 * prints the locale that Java would read and its arguments, a line each.
 */
@Timeout(120)
class LauncherTest {

    private static final Path LAUNCHER = Path.of(System.getProperty("millrace.root"), "millrace");

    private static final String JAVA = "#!/bin/sh\n"
            + "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.9\"' >&2; exit 0; fi\n"
            + "echo \"locale ${LC_ALL:-${LC_CTYPE:-${LANG:-}}}\"\n"
            + "echo \"waiting threads ${OMP_WAIT_POLICY:-}\"\n"
            + "for argument; do echo \"$argument\"; done\n";

    /** Leaves what the build leaves: the jars of version 2, and which these are. */
    private static final String MVN = "#!/bin/sh\n"
            + "if [ \"$2\" = -version ]; then echo 'Apache Maven 3.9.1'; exit 0; fi\n"
            + "echo \"$PWD\" >> \"$STUB_LOG\"\n"
            + "mkdir -p console/cli/target/lib console/cli/target/classes\n"
            + "touch console/cli/target/lib/part-2.jar console/cli/target/lib/other.jar\n"
            + "printf 'lib/part-2.jar:lib/other.jar' > console/cli/target/millrace.libraries\n";

    @TempDir
    Path temporary;

    private Path checkout;
    private Path stubs;
    private Path built;

    @BeforeEach
    void copy() throws IOException {
        built = temporary.resolve("built.log");
        stubs = Files.createDirectories(temporary.resolve("stubs"));
        stub("java", JAVA);
        stub("javac", "#!/bin/sh\n");
        stub("mvn", MVN);
        copyTo("checkout");
    }

    @Test
    void shouldLeaveAnOlderVersionsJarsOutOfTheClassPath() throws Exception {
        // Given
        Path lib = Files.createDirectories(checkout.resolve("console/cli/target/lib"));
        Files.createFile(lib.resolve("part-1.jar"));

        // When
        Ended ended = launch(checkout.resolve("millrace"), temporary, Map.of(), "demo");

        // Then
        Path target = checkout.resolve("console/cli/target");
        assertThat(ended.out)
                .containsSequence(
                        "-cp",
                        target + "/classes:" + target + "/lib/part-2.jar:" + target + "/lib/other.jar",
                        "dev.millrace.cli.Millrace",
                        "demo");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void shouldPutTheJarsOfPluginsOnTheClassPathInTheOrderOfTheirNames() throws Exception {
        // Given
        Path plugins = Files.createDirectories(checkout.resolve("plugins"));
        for (String file : List.of("b.jar", "a taste.jar", "README.md")) {
            Files.createFile(plugins.resolve(file));
        }

        // When
        Ended ended = launch(checkout.resolve("millrace"), temporary, Map.of(), "demo");

        // Then
        assertThat(ended.out)
                .filteredOn(line -> line.contains("part-2.jar"))
                .singleElement()
                .asString()
                .endsWith("/lib/other.jar:" + plugins + "/a taste.jar:" + plugins + "/b.jar");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void shouldBuildOnceAndAgainAfterAChange() throws Exception {
        Path launcher = checkout.resolve("millrace");
        launch(launcher, temporary, Map.of());
        launch(launcher, temporary, Map.of());
        assertThat(Files.readAllLines(built)).hasSize(1);

        Files.createDirectories(checkout.resolve("policy/core/src/main/java"));
        Files.createFile(checkout.resolve("policy/core/src/main/java/New.java"));
        launch(launcher, temporary, Map.of());

        assertThat(Files.readAllLines(built)).containsExactly(checkout.toString(), checkout.toString());
    }

    @Test
    void shouldFindItselfWhateverCdpathSays() throws Exception {
        // Given
        Files.createDirectories(temporary.resolve("elsewhere/checkout"));
        Map<String, String> searched = Map.of("CDPATH", temporary.resolve("elsewhere") + ":" + temporary);

        // When
        Ended ended = launch(Path.of("checkout/millrace"), temporary, searched, "--version");

        // Then
        assertThat(ended.exitCode).as("%s", ended.out).isZero();
        assertThat(ended.out).contains("--version");
        assertThat(Files.readAllLines(built)).containsExactly(checkout.toString());
        try (Stream<Path> beside = Files.list(temporary)) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("built.log", "stubs", "checkout", "elsewhere");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with spaces", "a*[b]?", "src/main/here", "-dash", "$HOME `x`"})
    void shouldRunFromAFolderOfAnyName(String name) throws Exception {
        copyTo(name);
        launch(checkout.resolve("millrace"), temporary, Map.of());

        Ended ended = launch(checkout.resolve("millrace"), temporary, Map.of(), "show", "*");

        assertThat(ended.exitCode).as("%s", ended.out).isZero();
        assertThat(ended.out)
                .contains(checkout.resolve("console/cli/target") + "/classes:" + checkout.resolve("console/cli/target")
                        + "/lib/part-2.jar:" + checkout.resolve("console/cli/target") + "/lib/other.jar")
                .endsWith("show", "*");
        assertThat(Files.readAllLines(built)).hasSize(1);
    }

    /** Bash makes the folder: whether Java can depends on its own locale. */
    @Test
    void shouldRunFromAFolderWithLettersBeyondAscii() throws Exception {
        String script = "mv \"$1\" \"$2/$3\" && exec \"$2/$3/millrace\" show \"$3\""
                .replace("$3", "$(printf 'gr\\303\\266\\303\\237e')");

        Ended ended = ended(process(
                        List.of("bash", "-c", script, "bash", checkout.toString(), temporary.toString()),
                        temporary,
                        Map.of())
                .start());

        assertThat(ended.exitCode).as("%s", ended.out).isZero();
        assertThat(ended.out).endsWith("show", "gr\u00f6\u00dfe");
        assertThat(ended.out).anyMatch(line -> line.contains("/gr\u00f6\u00dfe/console/cli/target/lib/part-2.jar"));
    }

    @Test
    void shouldRefuseAColonInItsPath() throws Exception {
        copyTo("a:b");

        Ended ended = launch(checkout.resolve("millrace"), temporary, Map.of(), "demo");

        assertThat(ended.exitCode).isEqualTo(2);
        assertThat(ended.out).singleElement().asString().contains(checkout.toString(), "has a colon", "rename");
        assertThat(built).doesNotExist();
    }

    @Test
    void shouldTakeAnArchiveOfClassesThatADemoHasLeft() throws Exception {
        // Given a build with a jar of the command line, and the archive that the demo before has written where it was
        // told to
        stub("mvn", MVN + "touch console/cli/target/millrace-cli.jar\n");
        Path launcher = checkout.resolve("millrace");
        launch(launcher, temporary, Map.of(), "show");
        String archive = archive(launch(launcher, temporary, Map.of(), "demo"), "-XX:ArchiveClassesAtExit=");
        Files.createFile(Path.of(archive));

        // When
        Ended ended = launch(launcher, temporary, Map.of(), "demo");

        // Then
        assertThat(archive(ended, "-XX:SharedArchiveFile=")).isEqualTo(archive);
        assertThat(ended.out).noneMatch(line -> line.startsWith("-XX:ArchiveClassesAtExit"));
        assertThat(ended.out).anyMatch(line -> line.startsWith(checkout + "/console/cli/target/millrace-cli.jar:"));
    }

    @Test
    void shouldForgetTheArchiveOfClassesWithTheNextBuild() throws Exception {
        // Given
        stub("mvn", MVN + "touch console/cli/target/millrace-cli.jar\n");
        Path launcher = checkout.resolve("millrace");
        Path archive = Path.of(archive(launch(launcher, temporary, Map.of(), "demo"), "-XX:ArchiveClassesAtExit="));
        Files.createFile(archive);
        Files.createFile(checkout.resolve("console/cli/src/main/java/New.java"));

        // When
        Ended ended = launch(launcher, temporary, Map.of(), "topics");

        // Then
        assertThat(archive).doesNotExist();
        assertThat(ended.out).noneMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
    }

    @Test
    void shouldStartWithoutAnArchiveWhereItIsToldTo() throws Exception {
        stub("mvn", MVN + "touch console/cli/target/millrace-cli.jar\n");

        Ended ended = launch(
                checkout.resolve("millrace"), temporary, Map.of("LANG", "C.UTF-8", "MILLRACE_ARCHIVE", "0"), "demo");

        assertThat(ended.out).contains("demo").noneMatch(line -> line.contains("Archive"));
    }

    private static String archive(Ended ended, String option) {
        return ended.out.stream()
                .filter(line -> line.startsWith(option))
                .map(line -> line.substring(option.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + option + " in " + ended.out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-XX:+UseParallelGC"})
    void shouldLetWhatEndsSoonStartFastAndLeaveTheCollectorToWhoeverNamesOne(String wanted) throws Exception {
        Ended ended = launch(
                checkout.resolve("millrace"),
                temporary,
                Map.of("LANG", "C.UTF-8", "MILLRACE_JAVA_OPTS", wanted),
                "topics",
                "describe");

        assertThat(ended.out).contains("-XX:TieredStopAtLevel=1");
        assertThat(ended.out)
                .filteredOn(line -> line.startsWith("-XX:+Use"))
                .containsExactly(wanted.isEmpty() ? "-XX:+UseSerialGC" : wanted);
    }

    @ParameterizedTest
    @CsvSource({"demo --steps 240, true", "demo --task mixed, false", "demo --policy small-qwen, false", "local, false"
    })
    void shouldLeaveOutTheSecondCompilerWhereItDoesNotPay(String command, boolean left) throws Exception {
        Ended ended = launch(checkout.resolve("millrace"), temporary, Map.of("LANG", "C.UTF-8"), command.split(" "));

        assertThat(ended.out.contains("-XX:TieredStopAtLevel=1"))
                .as(ended.out.toString())
                .isEqualTo(left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LC_ALL=POSIX", "LC_CTYPE=C", "LANG=C", "NONE="})
    void shouldGiveJavaALocaleThatCanNameEveryFile(String setting) throws Exception {
        Map<String, String> locale = Map.of(setting.split("=", 2)[0], setting.split("=", 2)[1]);

        Ended ended = launch(checkout.resolve("millrace"), temporary, locale, "demo");

        assertThat(ended.out).contains("locale C.UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"'', PASSIVE", "ACTIVE, ACTIVE"})
    void shouldLetThreadsOfTheEngineSleepUnlessToldOtherwise(String set, String given) throws Exception {
        Map<String, String> environment = Map.of("LANG", "C.UTF-8", "OMP_WAIT_POLICY", set);

        Ended ended = launch(checkout.resolve("millrace"), temporary, environment, "demo");

        assertThat(ended.out).contains("waiting threads " + given);
    }

    @Test
    void shouldKeepALocaleOfOnesOwn() throws Exception {
        Ended ended = launch(
                checkout.resolve("millrace"), temporary, Map.of("LANG", "C", "LC_ALL", "de_DE.ISO-8859-1"), "demo");

        assertThat(ended.out).contains("locale de_DE.ISO-8859-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT 130", "TERM 143"})
    void shouldSayThatItWasStoppedWhileItBuilt(String signal) throws Exception {
        // Given
        stub("mvn", MVN + "touch console/cli/target/begun\nexec sleep 60\n");
        String launcher = checkout.resolve("millrace").toString();
        // A shell's child in the foreground hears Ctrl-C; one that Java starts does so only if the signal is not
        // ignored.
        ProcessBuilder builder = process(List.of("env", "--default-signal=INT", launcher, "demo"), temporary, Map.of());
        Process process = builder.start();
        Path target = checkout.resolve("console/cli/target");
        while (!Files.exists(target.resolve("begun"))) {
            Thread.sleep(10);
        }

        // When
        new ProcessBuilder("kill", "-" + signal.split(" ")[0], String.valueOf(process.pid()))
                .start()
                .waitFor();

        // Then
        Ended ended = ended(process);
        assertThat(ended.exitCode).isEqualTo(Integer.parseInt(signal.split(" ")[1]));
        assertThat(ended.out)
                .contains("millrace: stopped while building; the next start builds again")
                .noneMatch(line -> line.contains("failed"));
        try (Stream<Path> left = Files.list(target)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.equals("millrace.built") || name.matches("millrace\\.build\\.[^l].*"));
        }
    }

    @Test
    void shouldSayWhereAFailedBuildIsTold() throws Exception {
        stub("mvn", MVN + "echo '[ERROR] no such symbol'\nexit 1\n");

        Ended ended = launch(checkout.resolve("millrace"), temporary, Map.of(), "demo");

        assertThat(ended.exitCode).isEqualTo(1);
        assertThat(ended.out)
                .contains("[ERROR] no such symbol")
                .contains("millrace: the build failed; its whole output is in "
                        + checkout.resolve("console/cli/target/millrace.build.log"));
    }

    private record Ended(int exitCode, List<String> out) {}

    private Ended launch(Path launcher, Path from, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return ended(process(command, from, environment).start());
    }

    private ProcessBuilder process(List<String> command, Path from, Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(from.toFile()).redirectErrorStream(true);
        Map<String, String> kept = new HashMap<>();
        kept.put("PATH", stubs + ":" + builder.environment().get("PATH"));
        kept.put("LANG", "C.UTF-8");
        kept.put("STUB_LOG", built.toString());
        if (!environment.isEmpty()) {
            kept.remove("LANG");
        }
        builder.environment().clear();
        builder.environment().putAll(kept);
        builder.environment().putAll(environment);
        return builder;
    }

    private static Ended ended(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), said.lines().toList());
    }

    private void copyTo(String name) throws IOException {
        checkout = Files.createDirectories(temporary.resolve(name)).toRealPath();
        Files.copy(LAUNCHER, checkout.resolve("millrace"));
        Files.createDirectories(checkout.resolve("console/cli/src/main/java"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>\n");
    }

    private void stub(String name, String script) throws IOException {
        Path file = stubs.resolve(name);
        Files.writeString(file, script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
