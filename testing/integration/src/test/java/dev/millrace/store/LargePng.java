package dev.millrace.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** PNG files that show the same and are larger: with a text that no viewer shows, before the chunk that ends them. */
final class LargePng {

    private static final int END_BYTES = 12;
    private static final byte[] TEXT = "tEXt".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEYWORD = "Comment\0".getBytes(StandardCharsets.US_ASCII);

    private LargePng() {}

    /**
     * A picture with a text behind it.
     *
     * @param png ends with its last chunk
     * @param length of the text
     */
    static byte[] of(byte[] png, int length) {
        ByteBuffer chunk = ByteBuffer.allocate(TEXT.length + KEYWORD.length + length);
        chunk.put(TEXT).put(KEYWORD);
        while (chunk.hasRemaining()) {
            chunk.put((byte) '.');
        }
        CRC32 sum = new CRC32();
        sum.update(chunk.array());
        return ByteBuffer.allocate(png.length + 2 * Integer.BYTES + chunk.capacity())
                .put(png, 0, png.length - END_BYTES)
                .putInt(KEYWORD.length + length)
                .put(chunk.array())
                .putInt((int) sum.getValue())
                .put(png, png.length - END_BYTES, END_BYTES)
                .array();
    }
}
