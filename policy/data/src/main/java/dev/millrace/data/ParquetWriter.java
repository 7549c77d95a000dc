package dev.millrace.data;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.image.EncodedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes entries as a Parquet file in the shape of Geometry3K: images as structs of bytes and path, problem, answer. */
public final class ParquetWriter {

    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            """
            message schema {
              optional group images (LIST) {
                repeated group list {
                  optional group element {
                    optional binary bytes;
                    optional binary path (STRING);
                  }
                }
              }
              optional binary problem (STRING);
              optional binary answer (STRING);
              optional binary id (STRING);
              optional binary category (STRING);
            }
            """);

    private ParquetWriter() {}

    /**
     * Writes a file that was not there.
     *
     * @throws IOException if it exists, or cannot be written
     */
    public static void write(Path file, Iterable<DatasetEntry> entries) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " exists already; name another folder or remove it");
        }
        try (org.apache.parquet.hadoop.ParquetWriter<Group> writer = ExampleParquetWriter.builder(
                        new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withType(SCHEMA)
                .build()) {
            for (DatasetEntry entry : entries) {
                writer.write(group(entry));
            }
        }
    }

    private static Group group(DatasetEntry entry) {
        Group row = new SimpleGroup(SCHEMA);
        Group images = row.addGroup("images");
        for (EncodedImage image : entry.images()) {
            images.addGroup("list")
                    .addGroup("element")
                    .append("bytes", Binary.fromConstantByteArray(image.toBytes()))
                    .append("path", image.digest() + ".png");
        }
        row.append("problem", entry.problem());
        entry.answer().ifPresent(answer -> row.append("answer", answer));
        row.append("id", entry.id());
        entry.category().ifPresent(category -> row.append("category", category));
        return row;
    }
}
