package dev.millrace.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.policy.text.TokenizerText;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PageLoadTest {

    private static final Topics TOPICS = new Topics("t.");

    @Test
    void shouldAnswerWhileLookUpsOfImagesHang() throws Exception {
        // Given a page whose broker is gone, so that each look-up hangs for a minute
        KafkaConnection nowhere = new KafkaConnection("localhost:1", "mock://page", Map.of());
        RunWatch watch = new RunWatch(nowhere, TOPICS, new RunId("r"), Set.of(), "accuracy", Clock.systemUTC());
        try (PageServer page = PageServer.start(
                        PageConfig.defaults(),
                        nowhere,
                        TOPICS,
                        watch,
                        Alarms.of(Duration.ofMinutes(2)),
                        new TokenizerText(WordTokenizer.builtIn()),
                        () -> "");
                watch) {
            HttpClient http = HttpClient.newHttpClient();

            // When 300 images are asked for that nobody knows
            List<CompletableFuture<HttpResponse<String>>> images = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                images.add(http.sendAsync(get(page, "image/%064x".formatted(i)), HttpResponse.BodyHandlers.ofString()));
            }

            // Then those without room are told so, and the page answers while the others hang
            CompletableFuture<?>[] some = images.toArray(CompletableFuture[]::new);
            HttpResponse<?> refused =
                    (HttpResponse<?>) CompletableFuture.anyOf(some).get();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
            HttpResponse<String> overview = http.send(get(page, "api/overview"), HttpResponse.BodyHandlers.ofString());
            assertThat(overview.statusCode()).isEqualTo(200);
            assertThat(images).anyMatch(image -> !image.isDone());
        }
    }

    private static HttpRequest get(PageServer page, String path) {
        return HttpRequest.newBuilder(URI.create(page.url() + path)).build();
    }
}
