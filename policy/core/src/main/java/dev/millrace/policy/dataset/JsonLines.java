package dev.millrace.policy.dataset;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a UTF-8 file with their numbers. Splits before it decodes, so that a bad byte spoils only its own line. */
final class JsonLines implements Closeable {

    /** More than any honest row; a file without line ends is not read into memory whole. */
    static final int MAX_LINE_BYTES = 8 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream input;
    private long number;

    JsonLines(InputStream input) {
        this.input = new BufferedInputStream(input, 1 << 16);
    }

    /** The number, from 1, of the line that {@link #next} gave last. */
    long number() {
        return number;
    }

    /** The next line without its end; null at the end of the file. A line that fails has been passed. */
    @Nullable
    String next() throws IOException, RowException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        int value = input.read();
        if (value < 0) {
            return null;
        }
        number++;
        boolean tooLong = false;
        while (value >= 0 && value != '\n') {
            tooLong |= line.size() == MAX_LINE_BYTES;
            if (!tooLong) {
                line.write(value);
            }
            value = input.read();
        }
        if (tooLong) {
            throw new RowException("the line is longer than " + MAX_LINE_BYTES
                    + " bytes; write one JSON object a line, with images as files");
        }
        return decode(line.toByteArray());
    }

    private String decode(byte[] bytes) throws RowException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean marked = number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return marked ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new RowException("the line is not UTF-8; convert the file to UTF-8", e);
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
