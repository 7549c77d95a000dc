package dev.millrace.data;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a file with tabs between them. A cell may stand in quotation marks, doubled within, and then hold tabs and ends
 * of lines, as pandas writes it. Belongs to one thread.
 */
final class TsvCells implements Closeable {

    /** An image of 32 MiB in Base64, and room for its neighbours. */
    private static final int LONGEST_CELL = 48 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final ObjectReader READER = CsvMapper.builder(CsvFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_CELL)
                            .build())
                    .build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build()
            .readerFor(String[].class)
            .with(CsvSchema.emptySchema().withColumnSeparator('\t'));

    private final MappingIterator<String[]> rows;
    private final List<String> names;

    private TsvCells(MappingIterator<String[]> rows, List<String> names) {
        this.rows = rows;
        this.names = names;
    }

    /** @throws IOException if the file has no line of names */
    static TsvCells open(Path file) throws IOException {
        MappingIterator<String[]> rows = READER.readValues(Files.newInputStream(file));
        try {
            if (!rows.hasNextValue()) {
                throw new IOException("is empty; its first line names the columns, with tabs between them");
            }
            String[] names = rows.nextValue();
            names[0] = names[0].isEmpty() || names[0].charAt(0) != BYTE_ORDER_MARK ? names[0] : names[0].substring(1);
            if (Arrays.stream(names).distinct().count() < names.length) {
                throw new IOException("names a column twice in its first line: " + String.join(", ", names));
            }
            return new TsvCells(rows, List.of(names));
        } catch (IOException | RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    /** Of the columns. */
    List<String> names() {
        return names;
    }

    /** The cells of the next row, however many they are; null at the end. */
    String @Nullable [] next() throws IOException {
        return rows.hasNextValue() ? rows.nextValue() : null;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
