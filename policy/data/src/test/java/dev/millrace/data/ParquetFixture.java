package dev.millrace.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files of any shape. */
final class ParquetFixture {

    /** As writers of Hugging Face's files make an image. */
    static final String IMAGE = "{ optional binary bytes; optional binary path (STRING); }";

    private ParquetFixture() {}

    /** One row in a file whose footer and columns are encrypted. */
    static Path encrypted(Path file, String fields, Consumer<Group> row) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message schema {" + fields + "}");
        byte[] key = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .withEncryption(FileEncryptionProperties.builder(key).build())
                .withType(schema)
                .build()) {
            Group group = new SimpleGroup(schema);
            row.accept(group);
            writer.write(group);
        }
        return file;
    }

    @SafeVarargs
    static Path write(Path file, CompressionCodecName codec, String fields, Consumer<Group>... rows)
            throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message schema {" + fields + "}");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .withCompressionCodec(codec)
                .withPageWriteChecksumEnabled(true)
                .withRowGroupSize(1_000L)
                .withType(schema)
                .build()) {
            for (Consumer<Group> row : rows) {
                Group group = new SimpleGroup(schema);
                row.accept(group);
                writer.write(group);
            }
        }
        return file;
    }
}
