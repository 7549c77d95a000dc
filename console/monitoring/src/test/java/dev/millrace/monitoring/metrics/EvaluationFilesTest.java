package dev.millrace.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.schemas.avro.HeldOutCount;
import dev.millrace.schemas.avro.HeldOutResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationFilesTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void shouldHoldEachResultOnceHoweverOftenItIsStarted() throws IOException {
        write(AT, result(0, 0.4), result(10, 0.5));

        write(AT.plusSeconds(1), result(0, 0.4), result(10, 0.5), result(10, 0.5), result(20, 0.6));

        assertThat(scalars().stream().filter(scalar -> scalar.tag().equals("held_out/value")))
                .extracting(EventFileReader.Scalar::step, EventFileReader.Scalar::value)
                .containsExactly(tuple(0L, 0.4f), tuple(10L, 0.5f), tuple(20L, 0.6f));
        assertThat(scalars()).extracting(EventFileReader.Scalar::tag).contains("held_out/understanding/count");
    }

    @Test
    void shouldBeNoPartOfTheSteps() throws IOException {
        write(AT, result(10, 0.5));

        assertThat(EventSteps.in(Files.createDirectories(folder.resolve("tensorboard")))
                        .steps())
                .isEmpty();
    }

    private void write(Instant now, HeldOutResult... results) {
        try (EvaluationFiles files = EvaluationFiles.open(folder, "a", now)) {
            List.of(results).forEach(files::add);
        }
    }

    private List<EventFileReader.Scalar> scalars() throws IOException {
        List<EventFileReader.Scalar> scalars = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("tensorboard/evaluations/a"))) {
            for (Path file : files.sorted().toList()) {
                scalars.addAll(EventFileReader.read(file));
            }
        }
        return scalars;
    }

    private static HeldOutResult result(int version, double value) {
        return HeldOutResult.newBuilder()
                .setRunId("run")
                .setEvaluator("a")
                .setTermsSha256("terms")
                .setVersion(version)
                .setStep(version)
                .setWeightsSha256("weights")
                .setValue(value)
                .setCategories(List.of(new HeldOutCount("understanding", "count", 1, 4)))
                .setPublishedAt(AT)
                .setEvaluatedAt(AT)
                .setDurationMs(1)
                .build();
    }
}
