package dev.millrace.cli.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectWordsTest {

    @TempDir
    Path folder;

    @Test
    void shouldReadWhatRecordsAndEnumsSayOfTheirMembers() throws IOException {
        // Given
        Path source = Files.writeString(
                folder.resolve("OuterConfig.java"),
                """
                package a.b;
                /**
                 * How it is. And more.
                 *
                 * @param size bytes of {@code x} &lt; 3 or <code>{y}</code>, see {@link Inner#of(int)},
                 *     at least {@value #LEAST}
                 * @param <T> no component
                 */
                public record OuterConfig<T>(int size, Inner inner) {
                    static final int LEAST = 3;
                    /** Which one. */
                    enum Inner {
                        /** The first. */
                        ONE,
                        TWO;
                        private static final Inner STANDARD = ONE;
                    }
                }
                """);

        // When
        Map<String, Map<String, String>> words = SourceWords.of(List.of(source));

        // Then
        assertThat(words)
                .containsEntry(
                        "a.b.OuterConfig",
                        Map.of("", "How it is.", "size", "bytes of `x` < 3 or `{y}`, see `of`, at least `least`"))
                .containsEntry("a.b.OuterConfig$Inner", Map.of("", "Which one.", "ONE", "The first."));
    }

    @Test
    void shouldFindTheSourcesOfAllSettings() throws IOException {
        Map<String, Map<String, String>> words = CollectWords.words(Path.of(System.getProperty("millrace.root")));

        assertThat(words).containsKey("dev.millrace.workers.WorkerConfig");
    }
}
