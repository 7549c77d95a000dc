package dev.millrace.schemas.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of lines that are appended to, and whose writer may be killed at any byte. What is appended behind an unfinished
 * last line would be lost with it, so whoever appends mends the file first.
 */
public final class LineFile {

    private static final Logger log = LoggerFactory.getLogger(LineFile.class);
    private static final int BLOCK = 1 << 16;

    private LineFile() {}

    /** Takes a line, which may throw what reading throws. */
    @FunctionalInterface
    public interface Taker {
        void take(int number, String line) throws IOException;
    }

    /**
     * Gives the lines, counted from 1, a last one without its end included. Bytes that are no UTF-8 are replaced, not
     * refused: a cut may go through a letter.
     *
     * @throws IOException if the file cannot be read
     */
    public static void read(Path file, Taker taker) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                taker.take(++number, line);
            }
        }
    }

    /**
     * Makes a file end with a whole line: a last line without its end is ended if it says all that it was to say, and cut
     * off else. A file that is missing or empty is left as it is.
     *
     * @throws UncheckedIOException if the file can be neither read nor changed
     */
    public static void mend(Path file, Predicate<String> isWhole) {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = channel.size();
            long begin = lastLine(channel, end);
            if (begin == end) {
                return;
            }
            String rest = StandardCharsets.UTF_8
                    .decode(read(channel, begin, Math.toIntExact(end - begin)))
                    .toString();
            if (isWhole.test(rest)) {
                channel.position(end).write(ByteBuffer.wrap(new byte[] {'\n'}));
            } else {
                log.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("bytes", end - begin)
                        .log("the last line was unfinished and is cut off");
                channel.truncate(begin);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot mend " + file + ": " + e, e);
        }
    }

    /** Where what is behind the last line's end begins: the length of a file that ends with a whole line. */
    private static long lastLine(FileChannel channel, long length) throws IOException {
        for (long end = length; end > 0; end -= BLOCK) {
            long begin = Math.max(0, end - BLOCK);
            ByteBuffer block = read(channel, begin, (int) (end - begin));
            for (int i = block.limit() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return begin + i + 1;
                }
            }
        }
        return 0;
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }
}
