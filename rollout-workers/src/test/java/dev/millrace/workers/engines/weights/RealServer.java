package dev.millrace.workers.engines.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real model behind the server of {@code ../shared/servers}, where that is asked for: {@code -Dmillrace.servers=FOLDER} names the
 * folder into which it is installed (millrace.shared names another place for {@code ../shared}).
 */
public final class RealServer implements AutoCloseable {

    private final long pid;
    private final String url;

    private RealServer(long pid, String url) {
        this.pid = pid;
        this.url = url;
    }

    /** Serves the model of a folder; skips the test where there is no such server. */
    public static RealServer start(Path model, String name) throws IOException, InterruptedException {
        String asked = System.getProperty("millrace.servers");
        assumeTrue(
                asked != null, "-Dmillrace.servers=FOLDER asks for this test, and says where its server is installed");
        Path servers = Path.of(System.getProperty(
                        "millrace.shared",
                        Path.of(System.getProperty("millrace.root", ".."), "..", "shared")
                                .toString()))
                .resolve("servers");
        assumeTrue(Files.isDirectory(servers), "there is no " + servers.toAbsolutePath());
        String folder = Files.createDirectories(Path.of(asked)).toString();
        if (!Files.exists(Path.of(folder, "venv", "bin", "python"))) {
            Said installed = run("sh", servers.resolve("install.sh").toString(), folder);
            assumeTrue(installed.code() == 0, "the server cannot be installed here: " + installed.words());
        }
        Said started =
                run("sh", servers.resolve("start.sh").toString(), folder, "--name", name, "--model", model.toString());
        assertThat(started.code()).as(started.words()).isZero();
        String[] words = started.words().strip().split(" ");
        return new RealServer(Long.parseLong(words[words.length - 2]), words[words.length - 1]);
    }

    /** Switches faults on, by name and rate; those before are off. */
    public void faults(String rates) throws IOException, InterruptedException {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/faults"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(rates))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    public String url() {
        return url;
    }

    private record Said(int code, String words) {}

    private static Said run(String... command) throws IOException, InterruptedException {
        Path words = Files.createTempFile("servers", ".txt");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start()
                .waitFor();
        return new Said(code, Files.readString(words, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
}
