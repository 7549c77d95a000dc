package dev.millrace.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PageNewsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldSayThatNewsFailedAndGoOn() throws Exception {
        // Given
        AtomicInteger asked = new AtomicInteger();
        Supplier<ObjectNode> failsForAWhile = () -> {
            int at = asked.incrementAndGet();
            if (at > 2 && at < 100) {
                throw new IllegalStateException("no heap of that name");
            }
            ObjectNode news = JSON.createObjectNode().put("at", at);
            news.putArray("alarms");
            return news;
        };

        // When
        try (PageNews news =
                new PageNews(failsForAWhile, step -> List.of(), new OverviewJson(JSON), Duration.ofMillis(1))) {
            JsonNode failed = await(news, latest -> !latest.path("alarms").isEmpty());
            JsonNode after = await(news, latest -> latest.path("at").asInt() >= 100);

            // Then
            assertThat(failed.path("at").asInt()).isEqualTo(2);
            assertThat(failed.path("alarms").get(0).path("severity").asText()).isEqualTo("critical");
            assertThat(failed.path("alarms").get(0).path("text").asText())
                    .contains("is old")
                    .contains("no heap of that name");
            assertThat(after.path("alarms")).isEmpty();
        }
    }

    private static JsonNode await(PageNews news, Predicate<JsonNode> condition) throws InterruptedException {
        JsonNode latest = news.latest();
        while (!condition.test(latest)) {
            Thread.sleep(1);
            latest = news.latest();
        }
        return latest;
    }
}
