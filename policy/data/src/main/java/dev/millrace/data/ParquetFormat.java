package dev.millrace.data;

import dev.millrace.policy.dataset.RowFormat;
import dev.millrace.policy.dataset.RowSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** Parquet files: a row each row. */
public final class ParquetFormat implements RowFormat {

    @Override
    public Set<String> endings() {
        return Set.of("parquet");
    }

    @Override
    public RowSource open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return ParquetRows.open(file);
    }
}
