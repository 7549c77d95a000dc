package dev.millrace.replay.exchange;

import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.Locale;

/** How groups lie in a file; its name says which. */
public enum FileFormat {
    JSONL,
    AVRO;

    /** @throws UsageException if the name ends in neither {@code .jsonl} nor {@code .avro} */
    public static FileFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".json")) {
            return JSONL;
        }
        if (name.endsWith(".avro")) {
            return AVRO;
        }
        throw new UsageException(file + " must end in .jsonl or .avro, which says how groups lie in it");
    }
}
