package dev.millrace.replay.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.millrace.schemas.avro.LoggedGroup;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Groups as JSON lines. */
public final class JsonGroupSink implements GroupSink {

    private static final int BUFFER = 1 << 16;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final Path file;
    private final FileChannel channel;
    private final JsonGenerator json;
    private final JsonGroupWriter writer;

    private JsonGroupSink(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.json = FACTORY.createGenerator(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
        json.setRootValueSeparator(null);
        this.writer = new JsonGroupWriter(json);
    }

    /** Opens a new file, replacing an older one. */
    public static JsonGroupSink create(Path file) {
        return open(file, 0);
    }

    /** Opens a file to go on at a length that {@link #sync} gave; what is behind it is cut off. */
    public static JsonGroupSink resume(Path file, long length) {
        return open(file, length);
    }

    private static JsonGroupSink open(Path file, long length) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(length).position(length);
            return new JsonGroupSink(file, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    @Override
    public void write(LoggedGroup group) {
        try {
            writer.write(group);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    @Override
    public long sync() {
        try {
            json.flush();
            channel.force(false);
            return channel.position();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try (channel;
                json) {
            // Each is closed, from the last to the first, whatever the others throw.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }
}
