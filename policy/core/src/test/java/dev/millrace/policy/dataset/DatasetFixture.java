package dev.millrace.policy.dataset;

import dev.millrace.policy.image.Pictures;
import dev.millrace.policy.image.PngCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A data set's folder with one image, {@code images/a.png}. */
record DatasetFixture(Path folder) {

    static final String GOOD = "{\"id\":\"good\",\"problem\":\"<image>How many?\",\"images\":[\"images/a.png\"],"
            + "\"answer\":\"2\",\"task\":\"understanding\",\"category\":\"count\",\"scene\":[{\"digit\":2}]}";

    static DatasetFixture in(Path parent) throws IOException {
        Path folder = parent.resolve("set");
        Files.createDirectories(folder.resolve("images"));
        Files.write(
                folder.resolve("images/a.png"),
                PngCodec.encode(Pictures.noise(4, 4, 1)).toBytes());
        return new DatasetFixture(folder);
    }

    Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("prompts.jsonl"), String.join("\n", lines));
    }
}
