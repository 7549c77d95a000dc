package dev.millrace.cli.bench.sampler;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** As many clients as the window has places, each asking again as soon as it was answered, and reading nothing: the limit. */
final class BareClients implements AutoCloseable {

    /** What the names of its threads begin with. */
    static final String THREADS = "bare-";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads;
    private final AtomicLong seeds = new AtomicLong();
    private final URI uri;
    private final int answerTokens;
    private volatile boolean closed;
    private volatile @Nullable IOException failure;

    BareClients(PaceServer server, ServerLoad load) {
        this.uri = URI.create(server.url() + "/generate");
        this.answerTokens = load.answerTokens();
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(
                load.window(), task -> new Thread(task, THREADS + number.incrementAndGet()));
        for (int i = 0; i < load.window(); i++) {
            threads.execute(this::ask);
        }
    }

    private void ask() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String body = "{\"input_ids\":[1],\"sampling_params\":{\"temperature\":1,\"max_new_tokens\":"
                        + answerTokens + ",\"sampling_seed\":" + seeds.incrementAndGet() + "}}";
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                HttpResponse<Void> unused = client.send(request, HttpResponse.BodyHandlers.discarding());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (!closed) {
                failure = e;
            }
        }
    }

    /** @throws IOException if one of them could not ask, so that fewer did */
    void check() throws IOException {
        IOException what = failure;
        if (what != null) {
            throw new IOException("a bare client failed, so there is no limit to compare with: " + what, what);
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }
}
