package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.monitoring.page.PageConfig;
import dev.millrace.monitoring.page.PageServer;
import dev.millrace.monitoring.runs.RunPresence;
import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.policy.text.TokenizerText;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A page over a played run, as a program asks it. Thread-safe. */
final class ServedPage implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PlayedRun played;
    private final boolean isOwner;
    private final RunWatch watch;
    private final Roles roles = new Roles(Duration.ofSeconds(20));
    private final PageServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    private ServedPage(PlayedRun played, boolean isOwner, PageTerms terms) {
        this.played = played;
        this.isOwner = isOwner;
        this.watch = new RunWatch(
                played.connection(), played.topics(), PlayedRun.RUN, Set.of("accuracy"), "accuracy", terms.clock());
        roles.start(new Role("watch", watch::run, watch::stop));
        this.server = serve(terms.config(), terms.presences());
    }

    /** What is played before anybody looks. */
    @FunctionalInterface
    interface History {
        void play(PlayedRun run) throws Exception;
    }

    /** Plays a run, and joins it; waits until its history is read. The run is closed with the page. */
    static ServedPage of(Path folder, PageTerms terms, History history) throws Exception {
        PlayedRun played = new PlayedRun(folder.resolve("stack"));
        history.play(played);
        played.flush();
        return new ServedPage(played, true, terms).ready();
    }

    /** Joins a run that is its owner's, now. */
    static ServedPage over(PlayedRun played, PageTerms terms) {
        return new ServedPage(played, false, terms);
    }

    /** Waits until the watch has the history. */
    ServedPage ready() throws InterruptedException {
        await(watch::isReady);
        return this;
    }

    /** One more page over the same watch; the caller closes it. */
    PageServer another(PageConfig config) {
        return serve(config, List.of());
    }

    private PageServer serve(PageConfig config, List<RunPresence> presences) {
        return PageServer.start(
                config,
                played.connection(),
                played.topics(),
                watch,
                Alarms.of(Duration.ofMinutes(2)),
                new TokenizerText(WordTokenizer.builtIn()),
                () -> "",
                () -> presences);
    }

    PlayedRun played() {
        return played;
    }

    RunWatch watch() {
        return watch;
    }

    String url() {
        return server.url();
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url() + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path).body());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Waits until something is so, and fails if it never is. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Override
    public void close() {
        try {
            server.close();
        } finally {
            try {
                roles.close();
            } finally {
                if (isOwner) {
                    played.close();
                }
            }
        }
    }
}
