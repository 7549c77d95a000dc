package dev.millrace.scenes.dataset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.dataset.DatasetException;
import dev.millrace.policy.dataset.DatasetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which rules ask for what the scene world cannot draw is said, with file and line of the row. */
class WrongRulesTest {

    private static final String GOOD = "{\"problem\":\"How many?\",\"answer\":\"2\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":1,\"colour\":\"red\"}]} | rule include[0] has the unknown field \"colour\"; did you mean \"color\"?",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":2147483647},{\"class\":\"8\",\"count\":2147483647},{\"class\":\"9\",\"count\":4}]} | include 4294967298 objects, more than the 4 that an image has room for",
                "{\"prompt\":\"a\",\"include\":{}}                     | field \"include\" must be a list",
                "{\"prompt\":\"a\",\"include\":[{\"count\":1}]}        | rule include[0] has no \"class\"",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\"}]}    | rule include[0] has no \"count\"",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":0}]} | of at least 1",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":1,\"color\":3}]} | \"color\" that is not a text",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":1,\"position\":[\"above\",1]}]} | \"position\"",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"cat\",\"count\":1}]} | unknown class \"cat\"",
                "{\"prompt\":\"a\",\"include\":[{\"class\":\"7\",\"count\":9}]} | include 9 objects",
            })
    void shouldSayWhatIsWrong(String row, String what, @TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("prompts.jsonl"), GOOD + "\n" + row);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining(what);
    }
}
