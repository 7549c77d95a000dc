package dev.millrace.policy.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the safetensors format: an unsigned 64-bit header length, a JSON header, then the tensors' bytes without gaps.
 * Stateless and safe for all threads.
 */
public final class SafetensorsReader {

    private SafetensorsReader() {}

    /**
     * Reads a file of at most 2 GiB.
     *
     * @throws SafetensorsException if it is missing, cannot be read, or is not a valid file
     */
    public static Safetensors read(Path file) {
        return read(readBytes(file), file.toString());
    }

    private static ByteBuffer readBytes(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new SafetensorsException(file.toString(), "file", "does not exist");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE - 8) {
                throw new SafetensorsException(file.toString(), "file", size + " bytes are more than the 2 GiB limit");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until full, or until the file proves shorter than it said
            }
            return bytes.flip();
        } catch (IOException e) {
            throw new SafetensorsException(file.toString(), "file", "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads an array, which must not be changed any more. See {@link #read(ByteBuffer, String)}. */
    public static Safetensors read(byte[] bytes, String source) {
        return read(ByteBuffer.wrap(bytes), source);
    }

    /**
     * Reads the remaining bytes of a buffer. The tensors are views of it: it must not be changed any more.
     *
     * @param source names the bytes in error messages
     * @throws SafetensorsException if the bytes are not a valid file; nothing is allocated on the word of the bytes
     */
    public static Safetensors read(ByteBuffer buffer, String source) {
        ByteBuffer bytes = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < Long.BYTES) {
            throw new SafetensorsException(
                    source, "header length", "needs 8 bytes, but there are " + bytes.remaining());
        }
        int headerLength = HeaderParser.requireLength(source, bytes.getLong(), bytes.remaining());
        byte[] json = new byte[headerLength];
        bytes.get(json);
        ByteBuffer data = bytes.slice();
        HeaderParser.Header header = new HeaderParser(source, data.remaining()).parse(json);
        Map<String, Tensor> tensors = new TreeMap<>();
        for (HeaderEntry entry : header.entries()) {
            ByteBuffer values = data.slice((int) entry.begin(), (int) (entry.end() - entry.begin()));
            tensors.put(
                    entry.name(), Tensor.wrap(entry.form().type(), entry.form().shape(), values));
        }
        return new Safetensors(tensors, header.metadata());
    }
}
