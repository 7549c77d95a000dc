package dev.millrace.data;

import dev.millrace.policy.dataset.Row;
import dev.millrace.policy.dataset.RowSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The rows of a Parquet file. It holds one group of rows, compressed, and decodes page by page. */
final class ParquetRows implements RowSource {

    /** Compressed bytes of a group of rows: it is read at once. Files of hubs have some hundreds of MB at most. */
    private static final long MAX_GROUP_BYTES = 1L << 30;

    /** Most bytes of a group of rows once they are unpacked, as its columns declare. */
    private static final long MAX_UNPACKED_BYTES = 4L << 30;

    /** Most values of a column to a row, in the mean of a group: lists of images and of messages are short. */
    private static final long MAX_VALUES_PER_ROW = 65_536;

    private final ParquetFileReader file;
    private final MessageType schema;
    private final MessageColumnIO columns;

    private @Nullable RecordReader<Group> group;
    private long left;
    private long number;

    private ParquetRows(ParquetFileReader file) {
        this.file = file;
        this.schema = file.getFooter().getFileMetaData().getSchema();
        this.columns = new ColumnIOFactory().getColumnIO(schema);
    }

    static ParquetRows open(Path path) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .usePageChecksumVerification(true)
                .build();
        ParquetFileReader file;
        try {
            file = ParquetFileReader.open(new LocalInputFile(path), options);
        } catch (RuntimeException e) {
            throw new IOException(unreadable(e), e);
        }
        try {
            for (BlockMetaData block : file.getFooter().getBlocks()) {
                check(block);
            }
            return new ParquetRows(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void check(BlockMetaData block) throws IOException {
        long bytes = 0;
        long unpacked = 0;
        for (ColumnChunkMetaData column : block.getColumns()) {
            try {
                PageCodecs.require(column.getCodec());
                bytes += column.getTotalSize();
                unpacked += column.getTotalUncompressedSize();
                if ((column.getValueCount() - 1) / MAX_VALUES_PER_ROW >= block.getRowCount()) {
                    throw new IOException("declares " + column.getValueCount() + " values of " + column.getPath()
                            + " in " + block.getRowCount() + " rows, more than " + MAX_VALUES_PER_ROW + " a row");
                }
            } catch (RuntimeException e) {
                throw new IOException(unreadable(e), e);
            }
        }
        if (unpacked > MAX_UNPACKED_BYTES) {
            throw new IOException("has a group of rows of " + unpacked + " bytes unpacked, more than the limit of "
                    + MAX_UNPACKED_BYTES + "; write it with smaller row groups");
        }
        if (bytes > MAX_GROUP_BYTES) {
            throw new IOException("has a group of rows of " + bytes + " bytes, more than the limit of "
                    + MAX_GROUP_BYTES + "; write it with smaller row groups");
        }
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public Set<String> columns() {
        Set<String> names = new LinkedHashSet<>();
        for (Type field : schema.getFields()) {
            names.add(field.getName());
        }
        return names;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public @Nullable Row next() throws IOException {
        try {
            RecordReader<Group> from = group;
            while (from == null || left == 0) {
                PageReadStore pages = file.readNextRowGroup();
                if (pages == null) {
                    return null;
                }
                left = pages.getRowCount();
                from = columns.getRecordReader(pages, new GroupRecordConverter(schema));
                group = from;
            }
            Group record = from.read();
            left--;
            number++;
            return new Row(RowNodes.of(record, schema), Map.of());
        } catch (IOException | RuntimeException e) {
            throw new IOException(unreadable(e), e);
        }
    }

    /** What a library says, of a file that is not what it should be. */
    private static String unreadable(Exception e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String said = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (said.contains("encrypted") || root.getClass().getName().contains("crypto")) {
            return "is encrypted, which is not read; write it without encryption";
        }
        if (root instanceof UnreadPagesException) {
            return said;
        }
        String first = said.lines().findFirst().orElse(said).replaceAll("org\\.apache\\.[\\w.]*@[0-9a-f]+ ?", "");
        return "is no whole Parquet file, or damaged: " + first + "; fetch or write it again";
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
