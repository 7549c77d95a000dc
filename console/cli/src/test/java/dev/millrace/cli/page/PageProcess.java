package dev.millrace.cli.page;

import dev.millrace.cli.Millrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code millrace page} over a played run, as a process of its own. Used by one thread. */
final class PageProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern ADDRESS = Pattern.compile("page of run .* at (http://\\S+/)");
    private static final Pattern ALL_OBJECTS = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    private final Process process;
    private final Path said;
    private final String url;

    private PageProcess(Process process, Path said, String url) {
        this.process = process;
        this.said = said;
        this.url = url;
    }

    /**
     * Starts it, and waits until it has an address.
     *
     * @param place for its files; is made if it is not there
     */
    static PageProcess start(PlayedRun run, Path place) throws IOException, InterruptedException {
        Path said = Files.createDirectories(place).resolve("page.txt");
        Process process = new ProcessBuilder(
                        tool("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Millrace.class.getName(),
                        "page",
                        "--port=0",
                        "--out=" + place.resolve("page"),
                        "--set=run.id=" + PlayedRun.RUN,
                        "--set=kafka.bootstrap=" + run.kafka().bootstrap(),
                        "--set=kafka.registry=" + run.kafka().registry(),
                        "--set=kafka.partitions=" + run.kafka().partitions())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            Matcher found = ADDRESS.matcher(Files.readString(said, StandardCharsets.UTF_8));
            if (found.find()) {
                return new PageProcess(process, said, found.group(1));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        process.destroyForcibly();
        throw new AssertionError("the page does not start: " + Files.readString(said, StandardCharsets.UTF_8));
    }

    String url() {
        return url;
    }

    /** Bytes of the objects that are alive in it: the JDK's tool collects what is not, and adds up the rest. */
    long liveBytes() throws IOException, InterruptedException {
        Process counting = new ProcessBuilder(tool("jcmd"), String.valueOf(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String told = new String(counting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        counting.waitFor();
        Matcher all = ALL_OBJECTS.matcher(told);
        if (!all.find()) {
            throw new AssertionError("the page's objects cannot be counted: " + told + "; the page said: "
                    + Files.readString(said, StandardCharsets.UTF_8));
        }
        return Long.parseLong(all.group(1));
    }

    /** What the system holds in memory for it. */
    long residentBytes() throws IOException {
        return ResidentMemory.of(process.toHandle());
    }

    /** As an operating system kills. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
