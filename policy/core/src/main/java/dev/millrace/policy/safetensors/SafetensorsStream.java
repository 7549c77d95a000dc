package dev.millrace.policy.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the safetensors format tensor by tensor, whatever its length, in {@value #PIECE_BYTES} bytes of memory. For one
 * thread.
 */
public final class SafetensorsStream {

    private static final int PIECE_BYTES = 256 * 1024;

    private final InputStream in;
    private final String source;
    private final byte[] piece = new byte[PIECE_BYTES];

    private SafetensorsStream(InputStream in, String source) {
        this.in = in;
        this.source = source;
    }

    /**
     * Reads a stream to its end.
     *
     * @param in stays open
     * @param length how many bytes it has
     * @param source names it in error messages
     * @throws SafetensorsException if the bytes are not in this format; nothing is allocated on their word
     * @throws IOException if they cannot be read, or end early
     */
    public static void read(InputStream in, long length, String source, TensorSink sink) throws IOException {
        new SafetensorsStream(in, source).read(length, sink);
    }

    /**
     * What the header of a stream says, by name in the order of the bytes; the stream stands behind it then. Errors as {@link
     * #read}.
     */
    public static Map<String, TensorForm> forms(InputStream in, long length, String source) throws IOException {
        return forms(new SafetensorsStream(in, source).header(length));
    }

    /** As {@link #forms(InputStream, long, String)}, with the places of the tensors, for who comes back for them. */
    public static Map<String, TensorPlace> places(InputStream in, long length, String source) throws IOException {
        HeaderParser.Header header = new SafetensorsStream(in, source).header(length);
        long data = length
                - header.entries().stream().mapToLong(HeaderEntry::end).max().orElse(0);
        Map<String, TensorPlace> places = new LinkedHashMap<>();
        for (HeaderEntry entry : header.entries()) {
            places.put(entry.name(), new TensorPlace(entry.form(), data + entry.begin()));
        }
        return Collections.unmodifiableMap(places);
    }

    private static Map<String, TensorForm> forms(HeaderParser.Header header) {
        Map<String, TensorForm> forms = new LinkedHashMap<>();
        for (HeaderEntry entry : header.entries()) {
            forms.put(entry.name(), entry.form());
        }
        return Collections.unmodifiableMap(forms);
    }

    private HeaderParser.Header header(long length) throws IOException {
        if (length < Long.BYTES) {
            throw new SafetensorsException(source, "header length", "needs 8 bytes, but there are " + length);
        }
        fill(Long.BYTES);
        long declared = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN).getLong();
        int headerLength = HeaderParser.requireLength(source, declared, length - Long.BYTES);
        byte[] json = in.readNBytes(headerLength);
        if (json.length < headerLength) {
            throw ended();
        }
        return new HeaderParser(source, length - Long.BYTES - headerLength).parse(json);
    }

    private void read(long length, TensorSink sink) throws IOException {
        HeaderParser.Header header = header(length);
        sink.layout(forms(header));
        for (HeaderEntry entry : header.entries()) {
            Values values = new Values(entry.form());
            sink.tensor(entry.name(), values);
            values.writeTo(rest -> {});
        }
        if (in.read() >= 0) {
            throw new SafetensorsException(source, "end", "more bytes follow than the " + length + " announced");
        }
    }

    private void fill(int count) throws IOException {
        if (in.readNBytes(piece, 0, count) < count) {
            throw ended();
        }
    }

    private EOFException ended() {
        return new EOFException(source + ": ends before its last tensor does");
    }

    /** The values of the tensor at which the stream stands. */
    private final class Values implements TensorSource {

        private final TensorForm form;
        private long left;

        Values(TensorForm form) {
            this.form = form;
            this.left = form.bytes();
        }

        @Override
        public TensorForm form() {
            return form;
        }

        @Override
        public void writeTo(ByteSink sink) throws IOException {
            while (left > 0) {
                int count = (int) Math.min(PIECE_BYTES, left);
                fill(count);
                left -= count;
                sink.accept(ByteBuffer.wrap(piece, 0, count));
            }
        }
    }
}
