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

/**
 * Writes the safetensors format canonically: tensors by name, the header padded with spaces to 8 bytes, so that equal
 * contents give equal bytes. Stateless and safe for all threads.
 */
public final class SafetensorsWriter {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SafetensorsWriter() {}

    /**
     * The file's bytes.
     *
     * @throws IllegalArgumentException if they are more than 2 GiB
     */
    public static byte[] toBytes(Safetensors contents) {
        byte[] header = header(contents);
        long total = (long) Long.BYTES + header.length;
        for (Tensor tensor : contents.tensors().values()) {
            total += tensor.bytes().remaining();
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(total + " bytes are more than the 2 GiB limit of one file");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) total).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        contents.tensors().values().forEach(tensor -> bytes.put(tensor.bytes()));
        return bytes.array();
    }

    /**
     * Writes and syncs a new file; moving it to its final name is the caller's.
     *
     * @throws IOException if the file exists or cannot be written
     */
    public static void write(Path file, Safetensors contents) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(toBytes(contents));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static byte[] header(Safetensors contents) {
        ObjectNode root = JSON.createObjectNode();
        if (!contents.metadata().isEmpty()) {
            ObjectNode metadata = root.putObject("__metadata__");
            contents.metadata().forEach(metadata::put);
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> named : contents.tensors().entrySet()) {
            Tensor tensor = named.getValue();
            ObjectNode entry = root.putObject(named.getKey());
            entry.put("dtype", tensor.type().name());
            ArrayNode shape = entry.putArray("shape");
            for (long dimension : tensor.shape().toArray()) {
                shape.add(dimension);
            }
            long end = offset + tensor.bytes().remaining();
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
