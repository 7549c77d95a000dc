package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.LoggedGroup;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableFileInput;
import org.apache.avro.specific.SpecificDatumWriter;

/** Groups as an Avro container file, compressed with deflate, which every reader of Avro knows. */
public final class AvroGroupSink implements GroupSink {

    private static final int LEVEL = 1;
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final DataFileWriter<LoggedGroup> writer;

    private AvroGroupSink(Path file, FileChannel channel, DataFileWriter<LoggedGroup> writer) {
        this.file = file;
        this.channel = channel;
        this.writer = writer;
    }

    /** Opens a new file, replacing an older one. */
    public static AvroGroupSink create(Path file) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            DataFileWriter<LoggedGroup> writer = writer();
            writer.create(
                    LoggedGroup.getClassSchema(), new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
            return new AvroGroupSink(file, channel, writer);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Opens a file to go on at a length that {@link #sync} gave; what is behind it is cut off. */
    public static AvroGroupSink resume(Path file, long length) {
        if (length == 0) {
            return create(file);
        }
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(length);
        } catch (IOException e) {
            throw failed(file, e);
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            channel.position(length);
            DataFileWriter<LoggedGroup> writer = writer();
            try (SeekableFileInput written = new SeekableFileInput(file.toFile())) {
                writer.appendTo(written, new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
            }
            return new AvroGroupSink(file, channel, writer);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static DataFileWriter<LoggedGroup> writer() {
        return new DataFileWriter<>(new SpecificDatumWriter<>(LoggedGroup.class))
                .setCodec(CodecFactory.deflateCodec(LEVEL));
    }

    @Override
    public void write(LoggedGroup group) {
        try {
            writer.append(group);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    @Override
    public long sync() {
        try {
            writer.flush();
            channel.force(false);
            return Files.size(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    @Override
    public void close() {
        try (channel;
                writer) {
            // Each is closed, from the last to the first, whatever the others throw.
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static UncheckedIOException failed(Path file, IOException e) {
        return new UncheckedIOException("cannot write " + file + ": " + e, e);
    }
}
