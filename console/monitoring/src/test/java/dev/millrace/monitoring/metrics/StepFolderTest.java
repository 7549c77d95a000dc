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
            assertThat(EventSteps.in(folder.resolve("tensorboard")).steps()).containsExactlyInAnyOrder(1, 2, 3, 4);

            // When
            write(6, cut);

            // Then
            Files.delete(first);
            assertThat(EventSteps.in(folder.resolve("tensorboard")).steps())
                    .as("what came after %d bytes less", cut)
                    .containsExactlyInAnyOrder(5, 6);
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

    @Test
    void shouldHoldAStepThatWasMadeAgainTwiceHoweverOftenItIsGiven() throws Exception {
        // Given steps 1 to 3, of which 2 and 3 were abandoned and made again
        for (int start = 0; start < 3; start++) {
            try (StepFolder files = StepFolder.open(folder, AT.plusSeconds(start))) {
                for (int step = 1; step <= 3; step++) {
                    files.add(new StepRow(step, AT, false, Map.of("loss", 0.5)));
                }
                files.rewound(1, AT);
                for (int step = 2; step <= 3; step++) {
                    files.add(new StepRow(step, step + 3, 1, AT, false, Map.of("loss", 0.25)));
                }
            }
        }

        // When they are read
        List<StepRow> left = StepLog.read(lines());
        EventSteps events = EventSteps.in(folder.resolve("tensorboard"));

        // Then the file of lines holds all five, of which three are left, and TensorBoard's the same and one restart
        assertThat(Files.readAllLines(lines())).hasSize(5);
        assertThat(left).extracting(StepRow::version).containsExactly(1, 5, 6);
        assertThat(List.of(events.takeStep(2), events.takeStep(2), events.takeStep(2)))
                .containsExactly(true, true, false);
        assertThat(List.of(events.takeRestart(2), events.takeRestart(2))).containsExactly(true, false);
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
