package dev.millrace.data;

import dev.millrace.policy.dataset.RowFormat;
import dev.millrace.policy.dataset.RowSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** Texts of columns with tabs between them, whose first line names them, as VLMEvalKit has its benchmarks. */
public final class TsvFormat implements RowFormat {

    @Override
    public Set<String> endings() {
        return Set.of("tsv");
    }

    @Override
    public RowSource open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return TsvRows.open(file);
    }
}
