package dev.millrace.policy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.Pictures;
import dev.millrace.policy.image.PngCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetWriterTest {

    private static final EncodedImage FIRST = PngCodec.encode(Pictures.noise(4, 4, 1));
    private static final EncodedImage SECOND = PngCodec.encode(Pictures.noise(4, 4, 2));
    private static final String RULES =
            "{\"tag\":\"one\",\"prompt\":\"a 7\",\"include\":[{\"class\":\"7\",\"count\":1}]}";

    @TempDir
    private Path folder;

    @Test
    void shouldWriteWhatTheReaderReads() throws IOException {
        // Given
        List<DatasetEntry> entries = List.of(
                entry("a", Task.UNDERSTANDING, "<image>Same as \"<image>\"?\n", List.of(FIRST, SECOND), "yes", null),
                entry("b", Task.UNDERSTANDING, "caf\u00e9?", List.of(), null, null),
                entry("c", Task.GENERATION, "a cat", List.of(), null, RULES),
                entry("d", Task.EDITING, "<image>Draw a cat in it.", List.of(FIRST), null, RULES));

        // When
        Path file = DatasetWriter.write(folder.resolve("new/set"), entries);

        // Then
        assertThat(DatasetReader.read(file).entries()).isEqualTo(entries);
        try (Stream<Path> images = Files.list(file.resolveSibling("images"))) {
            assertThat(images).hasSize(2);
        }
    }

    @Test
    void shouldRefuseToWriteOverADataSet() {
        // Given
        List<DatasetEntry> entries = List.of(entry("a", Task.GENERATION, "a cat", List.of(), null, null));
        DatasetWriter.write(folder, entries);

        // When / Then
        assertThatThrownBy(() -> DatasetWriter.write(folder, entries))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("exists already; name another folder");
    }

    @Test
    void shouldLeaveNoFileThatPassesForAWholeSet() throws IOException {
        // Given
        DatasetEntry entry = entry("a", Task.GENERATION, "a cat", List.of(), null, null);

        // When / Then
        assertThatThrownBy(() -> DatasetWriter.write(folder, List.of(entry, entry)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("prompts.jsonl:2: the id \"a\" has been written already");
        assertThatThrownBy(() -> DatasetWriter.write(folder, List.of())).hasMessageContaining("at least one");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("images"));
        }
    }

    @Test
    void shouldRefuseWhatItCouldNotReadBack() {
        // Given
        DatasetEntry otherRules = entry("a", Task.GENERATION, "a cat", List.of(), null, "{\"size\":3}");
        DatasetEntry otherImage =
                entry("a", Task.EDITING, "<image>", List.of(EncodedImage.of("image/jpeg", new byte[] {1})), null, null);

        // When / Then
        assertThatThrownBy(() -> DatasetWriter.write(folder, List.of(otherRules)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("not GenEval's metadata");
        assertThatThrownBy(() -> DatasetWriter.write(folder, List.of(otherImage)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("image/jpeg");
    }

    @Test
    void shouldRefuseEntriesWhosePlaceholdersAndImagesDiffer() {
        assertThatThrownBy(() -> entry("a", Task.EDITING, "no placeholder", List.of(FIRST), null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the problem has 0 <image> placeholders for 1 images");
    }

    private static DatasetEntry entry(
            String id,
            Task task,
            String problem,
            List<EncodedImage> images,
            @Nullable String answer,
            @Nullable String rules) {
        return new DatasetEntry(
                id, task, problem, images, Optional.ofNullable(answer), Optional.ofNullable(rules), Optional.of("cat"));
    }
}
