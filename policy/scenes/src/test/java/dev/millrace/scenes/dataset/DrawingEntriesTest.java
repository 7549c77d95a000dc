package dev.millrace.scenes.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetReader;
import dev.millrace.policy.dataset.DatasetWriter;
import dev.millrace.policy.dataset.Task;
import dev.millrace.scenes.generation.DrawingCategory.Kind;
import dev.millrace.scenes.generation.GenerationPrompts;
import dev.millrace.scenes.generation.GenerationRules;
import dev.millrace.scenes.generation.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawingEntriesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"COMPOSITION", "KNOWLEDGE", "EDITING"})
    void shouldBeReadAsTheyWereWritten(Kind kind) {
        // Given
        GenerationPrompts prompts = new GenerationPrompts(0, Split.TRAIN, kind);
        List<DatasetEntry> entries = IntStream.range(0, 24)
                .mapToObj(index -> DrawingEntries.entry("train-" + index, prompts.task(index), index))
                .toList();

        // When
        List<DatasetEntry> read =
                DatasetReader.read(DatasetWriter.write(folder, entries)).entries();

        // Then
        assertThat(read).isEqualTo(entries);
        assertThat(GenerationRules.parse(read.get(3).rules().orElseThrow()))
                .isEqualTo(prompts.task(3).rules());
        assertThat(read)
                .extracting(DatasetEntry::task)
                .containsOnly(kind == Kind.EDITING ? Task.EDITING : Task.GENERATION);
        assertThat(read).allMatch(entry -> entry.answer().isPresent() == (kind == Kind.KNOWLEDGE));
    }
}
