package dev.millrace.policy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files called .json: one value of rows, or lines. */
class JsonFileTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadAnArrayOfRows() throws IOException {
        Dataset read = read(
                "[\n  {\"problem\": \"1 + 1?\", \"answer\": 2.50},\n {\"problem\": \"b\", \"answer\": \"x\"}\n]\n");

        assertThat(read.entries()).extracting(DatasetEntry::id).containsExactly("row-1", "row-2");
        assertThat(read.entries().get(0).answer()).contains("2.50");
    }

    @Test
    void shouldReadRowsByTheirNames() throws IOException {
        Dataset read = read("{\n \"1\": {\"id\": \"1\", \"problem\": \"a\", \"answer\": \"x\"},\n"
                + " \"2\": {\"id\": \"2\", \"problem\": \"b\", \"answer\": \"y\"}\n}");

        assertThat(read.entries()).extracting(DatasetEntry::problem).containsExactly("a", "b");
    }

    @Test
    void shouldReadLinesThatAreCalledJson() throws IOException {
        Dataset read = read("{\"problem\": \"a\", \"answer\": \"x\"}\n{\"problem\": \"b\", \"answer\": \"y\"}\n");

        assertThat(read.entries()).extracting(DatasetEntry::id).containsExactly("line-1", "line-2");
    }

    @Test
    void shouldNameTheRowThatIsNoObject() {
        assertThatThrownBy(() -> read("[{\"problem\": \"a\", \"answer\": \"x\"}, [1, 2], {\"problem\": \"b\"}]"))
                .isInstanceOf(DatasetException.class)
                .hasMessageEndingWith("rows.json:2: the row is not a JSON object; a file of rows holds objects {…}");
    }

    @Test
    void shouldGoOnBehindARowThatIsNoObject() throws IOException {
        Path file = write("[7, {\"problem\": \"b\", \"answer\": \"y\"}]");

        Dataset read = DatasetReader.read(file, DataConfig.defaults(), EntryCheck.NONE, true);

        assertThat(read.entries()).extracting(DatasetEntry::id).containsExactly("row-2");
        assertThat(read.skipped()).hasSize(1);
    }

    @Test
    void shouldSayWhereAnArrayBreaks() {
        assertThatThrownBy(() -> read("[{\"problem\": \"a\", \"answer\": \"x\"},\n {\"problem\": }]"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("malformed JSON at line 2, column ")
                .hasMessageContaining("correct the file");
    }

    private Dataset read(String text) throws IOException {
        return DatasetReader.read(write(text), DataConfig.defaults(), EntryCheck.NONE, false);
    }

    private Path write(String text) throws IOException {
        return Files.write(folder.resolve("rows.json"), List.of(text));
    }
}
