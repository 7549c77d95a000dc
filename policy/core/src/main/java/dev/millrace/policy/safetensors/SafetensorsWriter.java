package dev.millrace.policy.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the safetensors format canonically: tensors by name, the header padded with spaces to 8 bytes, so that equal
 * contents give equal bytes. Stateless and safe for all threads.
 */
public final class SafetensorsWriter {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SafetensorsWriter() {}

    /**
     * Length of a file.
     *
     * @param tensors by name
     */
    public static long length(Map<String, ? extends TensorSource> tensors, Map<String, String> metadata) {
        long length = (long) Long.BYTES + header(forms(tensors), metadata).length;
        for (TensorSource tensor : tensors.values()) {
            length = Math.addExact(length, tensor.form().bytes());
        }
        return length;
    }

    /**
     * Writes a file of any length, tensor by tensor.
     *
     * @param tensors by name, in any order
     * @throws IOException if a tensor cannot be read, or the sink does not take the bytes
     */
    public static void write(Map<String, ? extends TensorSource> tensors, Map<String, String> metadata, ByteSink sink)
            throws IOException {
        SortedMap<String, TensorSource> byName = new TreeMap<>(tensors);
        begin(header(forms(byName), metadata), sink);
        for (TensorSource tensor : byName.values()) {
            tensor.writeTo(sink);
        }
    }

    /**
     * Writes some of the bytes of a file; tensors that have none of them are not read.
     *
     * @param tensors by name, in any order
     * @param begin place of the first byte
     * @param count how many, all of which are there
     * @throws IOException if a tensor cannot be read, or the sink does not take the bytes
     */
    public static void write(
            Map<String, ? extends TensorSource> tensors,
            Map<String, String> metadata,
            long begin,
            long count,
            ByteSink sink)
            throws IOException {
        SortedMap<String, TensorSource> byName = new TreeMap<>(tensors);
        Range range = new Range(begin, count, sink);
        begin(header(forms(byName), metadata), range);
        for (TensorSource tensor : byName.values()) {
            long bytes = tensor.form().bytes();
            if (range.touches(bytes)) {
                tensor.writeTo(range);
            } else {
                range.pass(bytes);
            }
        }
    }

    /**
     * Writes the beginning of a file, behind which the bytes of its tensors belong, by name and without gaps.
     *
     * @throws IOException if the sink does not take the bytes
     */
    public static void writeHeader(SortedMap<String, TensorForm> tensors, Map<String, String> metadata, ByteSink sink)
            throws IOException {
        begin(header(tensors, metadata), sink);
    }

    /**
     * The file's bytes.
     *
     * @throws IllegalArgumentException if they are more than 2 GiB
     */
    public static byte[] toBytes(Safetensors contents) {
        long total = length(contents.tensors(), contents.metadata());
        if (total > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(total + " bytes are more than the 2 GiB limit of one file");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) total);
        try {
            write(contents.tensors(), contents.metadata(), bytes::put);
        } catch (IOException e) {
            throw new IllegalStateException("tensors in the heap are always read", e);
        }
        return bytes.array();
    }

    /**
     * Writes and syncs a new file; moving it to its final name is the caller's.
     *
     * @throws IOException if the file exists or cannot be written
     */
    public static void write(Path file, Safetensors contents) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(contents.tensors(), contents.metadata(), piece -> {
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            });
            channel.force(true);
        }
    }

    private static void begin(byte[] header, ByteSink sink) throws IOException {
        sink.accept(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .flip());
        sink.accept(ByteBuffer.wrap(header));
    }

    private static SortedMap<String, TensorForm> forms(Map<String, ? extends TensorSource> tensors) {
        SortedMap<String, TensorForm> forms = new TreeMap<>();
        tensors.forEach((name, tensor) -> forms.put(name, tensor.form()));
        return forms;
    }

    private static byte[] header(SortedMap<String, TensorForm> tensors, Map<String, String> metadata) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode named = root.putObject("__metadata__");
            new TreeMap<>(metadata).forEach(named::put);
        }
        long offset = 0;
        for (Map.Entry<String, TensorForm> tensor : tensors.entrySet()) {
            TensorForm form = tensor.getValue();
            ObjectNode entry = root.putObject(tensor.getKey());
            entry.put("dtype", form.type().name());
            ArrayNode shape = entry.putArray("shape");
            for (long dimension : form.shape().toArray()) {
                shape.add(dimension);
            }
            long end = Math.addExact(offset, form.bytes());
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        return padded(root);
    }

    private static byte[] padded(ObjectNode root) {
        try {
            byte[] json = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
            byte[] header = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
            Arrays.fill(header, json.length, header.length, (byte) ' ');
            return header;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a header of strings and numbers is always valid JSON", e);
        }
    }
}
