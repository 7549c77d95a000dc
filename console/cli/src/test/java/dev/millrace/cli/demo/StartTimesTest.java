package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.demo.StartTimes.Point;
import dev.millrace.learner.LearnerListener.Milestone;
import dev.millrace.schemas.avro.TrainingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTimesTest {

    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final AtomicReference<Clock> now = new AtomicReference<>(at(0));
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return Objects.requireNonNull(now.get()).instant();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private static Clock at(double seconds) {
        return Clock.fixed(BEGAN.plusMillis((long) (seconds * 1_000)), ZoneOffset.UTC);
    }

    @Test
    void shouldWriteWhenEachPointWasReachedFirst() throws IOException {
        // Given
        Path file = folder.resolve("start.json");
        StartTimes times = StartTimes.fromNow(file, clock);
        now.set(at(1.5));
        times.reached(Point.STACK);
        now.set(at(4));
        times.reached(Milestone.BATCH_READ, 1);
        now.set(at(5));

        // When the first step is committed, and one more
        times.committed(new TrainingStep());
        now.set(at(9));
        times.reached(Milestone.BATCH_READ, 2);
        times.committed(new TrainingStep());

        // Then
        JsonNode written = JsonMapper.builder().build().readTree(file.toFile());
        assertThat(Duration.between(
                        Instant.parse(written.path("began").asText()),
                        Instant.parse(written.path("committed").asText())))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(written.path("seconds").toString()).isEqualTo("{\"stack\":1.5,\"batch\":4.0,\"step\":5.0}");
    }
}
