package dev.millrace.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the commands of a page as a reader would: one shell, in a folder with {@code ./millrace} and what else of the checkout
 * a page speaks of. Where the system allows it, the shell has a network of its own, so that the ports are free.
 */
final class PageRun {

    private static final List<String> OF_THE_CHECKOUT = List.of("docs", "schemas", "testing", "infra");
    private static final long PATIENCE_MINUTES = 15;

    /** What goes on in the background comes to its end: a run by itself, a broker because it is asked to. */
    private static final String END =
            """
            echo '== the end of the page'
            for log in .background/*.log; do
                [ -f "$log" ] || continue
                expected=0
                case $log in
                    */local.*)
                        kill -TERM "$(cat "${log%.log}.pid")"
                        expected=143
                        ;;
                esac
                until [ -f "${log%.log}.code" ]; do sleep 0.2; done
                if [ "$(cat "${log%.log}.code")" != "$expected" ]; then
                    cat "$log"
                    exit 1
                fi
            done
            """;

    private final Path folder;

    /** @param folder empty */
    PageRun(Path folder) {
        this.folder = folder;
    }

    /** Runs the blocks in their order, and holds all of it to a good end. */
    void run(List<ShellBlock> blocks) throws IOException, InterruptedException {
        prepare(blocks);
        Path output = folder.resolve("output.txt");
        ProcessBuilder shell = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().put("MILLRACE_TEST_JAVA", System.getProperty("java.home") + "/bin/java");
        shell.environment().put("MILLRACE_TEST_CLASS_PATH", System.getProperty("java.class.path"));
        Process process = shell.start();
        boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        endBackground();
        String said = Files.readString(output);
        assertThat(ended)
                .as("it ends within %d minutes: %s", PATIENCE_MINUTES, said)
                .isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private void prepare(List<ShellBlock> blocks) throws IOException {
        Path checkout = Path.of(System.getProperty("millrace.root")).toAbsolutePath();
        for (String each : OF_THE_CHECKOUT) {
            Files.createSymbolicLink(folder.resolve(each), checkout.resolve(each));
        }
        try (InputStream launcher = Objects.requireNonNull(PageRun.class.getResourceAsStream("millrace"))) {
            Files.copy(launcher, folder.resolve("millrace"));
        }
        assertThat(folder.resolve("millrace").toFile().setExecutable(true)).isTrue();
        StringBuilder script = new StringBuilder("set -eo pipefail\n");
        for (ShellBlock block : blocks) {
            script.append("echo '== line ").append(block.line()).append("'\n").append(block.text());
        }
        script.append(END);
        Files.writeString(folder.resolve("page.sh"), script);
    }

    /** Where a page has failed, what it began goes on. */
    private void endBackground() throws IOException {
        Path background = folder.resolve(".background");
        if (!Files.isDirectory(background)) {
            return;
        }
        try (Stream<Path> files = Files.list(background)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".pid")).toList()) {
                long pid = Long.parseLong(Files.readString(file).strip());
                boolean isOver = Files.exists(Path.of(file.toString().replaceFirst("pid$", "code")));
                if (!isOver) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
    }

    private static List<String> command() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (hasOwnNetwork()) {
            command.addAll(List.of("unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        }
        command.addAll(List.of("bash", "page.sh"));
        return command;
    }

    private static boolean hasOwnNetwork() throws IOException, InterruptedException {
        return Stream.of("unshare", "ip")
                        .allMatch(program -> Stream.of(System.getenv("PATH").split(":"))
                                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))))
                && new ProcessBuilder("unshare", "-rn", "ip", "link", "set", "lo", "up")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
    }
}
