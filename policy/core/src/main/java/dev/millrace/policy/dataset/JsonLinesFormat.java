package dev.millrace.policy.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON lines: an object a line. */
final class JsonLinesFormat implements RowFormat {

    @Override
    public Set<String> endings() {
        return Set.of("jsonl", "ndjson");
    }

    @Override
    public RowSource open(Path file) throws IOException {
        return new Source(new JsonLines(Files.newInputStream(file)));
    }

    private record Source(JsonLines lines) implements RowSource {

        @Override
        public String unit() {
            return "line";
        }

        @Override
        public Set<String> columns() {
            return Set.of();
        }

        @Override
        public long number() {
            return lines.number();
        }

        @Override
        public @Nullable Row next() throws IOException, RowException {
            String line = lines.next();
            while (line != null && line.isBlank()) {
                line = lines.next();
            }
            return line == null ? null : Row.parse(line);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
