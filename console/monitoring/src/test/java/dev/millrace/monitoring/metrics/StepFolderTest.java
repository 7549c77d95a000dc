package dev.millrace.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.watch.StepRow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepFolderTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void shouldHoldEachStepOnceWhereverItsLinesWereCutOff() throws Exception {
        write(5, 0);
        byte[] whole = Files.readAllBytes(lines());
        int line = whole.length / 5;
        for (int cut = 1; cut <= line + 1; cut++) {
            // Given
            Files.write(lines(), whole);
            cut(lines(), cut);

            // When
            write(6, cut);

            // Then
            assertThat(Files.readAllLines(lines()))
                    .as("after %d bytes less", cut)
                    .extracting(text -> StepLine.parse(text).step())
                    .containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void shouldHoldEachStepOnceWhereverItsEventsWereCutOff() throws Exception {
        write(5, 0);
        Path first = events().get(0);
        byte[] whole = Files.readAllBytes(first);
        int record = (whole.length - 40) / 5;
        for (int cut = 1; cut <= record; cut++) {
            // Given
            for (Path file : events()) {
                Files.delete(file);
            }
            Files.write(first, whole);
            cut(first, cut);
            assertThat(EventSteps.in(folder.resolve("tensorboard"))).hasToString("{1, 2, 3, 4}");

            // When
            write(6, cut);

            // Then
            Files.delete(first);
            assertThat(EventSteps.in(folder.resolve("tensorboard")))
                    .as("what came after %d bytes less", cut)
                    .hasToString("{5, 6}");
        }
    }

    @Test
    void shouldFillInAStepWhoseLineIsDamaged() throws Exception {
        // Given
        write(3, 0);
        List<String> all = Files.readAllLines(lines());
        Files.write(lines(), List.of(all.get(0), all.get(1).substring(9), all.get(2)));

        // When
        write(4, 1);

        // Then
        assertThat(StepLog.read(lines())).extracting(StepRow::step).containsExactly(1, 2, 3, 4);
    }

    @Test
    void shouldKeepALastStepThatLacksItsEndOnly() throws Exception {
        // Given
        write(3, 0);
        cut(lines(), 1);

        // When
        StepFolder.open(folder, AT.plusSeconds(1)).close();

        // Then
        assertThat(Files.readString(lines())).endsWith("}}\n");
        assertThat(StepLog.read(lines())).hasSize(3);
    }

    @Test
    void shouldReadOfALongLogSoManyStepsEvenlyWithTheNewest() throws Exception {
        // Given
        write(10, 0);

        // When / Then
        assertThat(StepLog.sample(lines(), 4)).extracting(StepRow::step).containsExactly(1, 4, 7, 10);
        assertThat(StepLog.sample(lines(), 10)).hasSize(10);
        assertThat(StepLog.sample(lines(), 1)).extracting(StepRow::step).containsExactly(10);
    }

    /** Gives the steps from the first, as one start does. */
    private void write(int last, int start) throws IOException {
        try (StepFolder files = StepFolder.open(folder, AT.plusSeconds(start))) {
            for (int step : IntStream.rangeClosed(1, last).toArray()) {
                files.add(new StepRow(step, AT, false, Map.of("größe", 0.5)));
            }
        }
    }

    private Path lines() {
        return folder.resolve(StepFiles.LINES);
    }

    private List<Path> events() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("tensorboard"))) {
            return files.toList();
        }
    }

    private static void cut(Path file, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - bytes);
        }
    }
}
