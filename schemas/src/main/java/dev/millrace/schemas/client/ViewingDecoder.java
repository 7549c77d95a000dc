package dev.millrace.schemas.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a record that lies whole in an array. A field of bytes is a view of the array, which it keeps alive, where Avro's own
 * decoder copies it. Nothing that a damaged record declares takes more memory than the record has, or leads out of it. Belongs to
 * the reading of one record.
 */
final class ViewingDecoder extends Decoder {

    private static final int LAST_SHIFT = 63;

    private final byte[] bytes;
    private int at;

    /** @param from place of the record's first byte; it ends with the array */
    ViewingDecoder(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    @Override
    public void readNull() {
        // It takes no bytes.
    }

    @Override
    public boolean readBoolean() throws IOException {
        return next() == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new InvalidNumberEncodingException("an int is " + value);
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        byte part = next();
        long value = part & 0x7f;
        for (int shift = 7; part < 0; shift += 7) {
            if (shift > LAST_SHIFT) {
                throw new InvalidNumberEncodingException("a number is longer than 10 bytes");
            }
            part = next();
            value |= (part & 0x7fL) << shift;
        }
        return (value >>> 1) ^ -(value & 1);
    }

    private byte next() throws EOFException {
        if (at >= bytes.length) {
            throw new EOFException("the record ends within a field");
        }
        return bytes[at++];
    }

    /** A number of bytes that are there. */
    private int length() throws IOException {
        long length = readLong();
        require(length);
        return (int) length;
    }

    private void require(long length) throws EOFException {
        if (length < 0 || length > bytes.length - at) {
            throw new EOFException("a field of " + length + " bytes in the last " + (bytes.length - at));
        }
    }

    @Override
    public float readFloat() throws IOException {
        return ByteBuffer.wrap(bytes, skip(Float.BYTES), Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return ByteBuffer.wrap(bytes, skip(Double.BYTES), Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getDouble();
    }

    /** Steps over so many bytes, and gives the place of the first. */
    private int skip(long length) throws EOFException {
        require(length);
        int from = at;
        at += (int) length;
        return from;
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        skip(length());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        int length = length();
        return ByteBuffer.wrap(bytes, skip(length), length).slice();
    }

    @Override
    public void skipBytes() throws IOException {
        skip(length());
    }

    @Override
    public void readFixed(byte[] into, int start, int length) throws IOException {
        System.arraycopy(bytes, skip(length), into, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        skip(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return items();
    }

    @Override
    public long arrayNext() throws IOException {
        return items();
    }

    @Override
    public long skipArray() throws IOException {
        return skipItems();
    }

    @Override
    public long readMapStart() throws IOException {
        return items();
    }

    @Override
    public long mapNext() throws IOException {
        return items();
    }

    @Override
    public long skipMap() throws IOException {
        return skipItems();
    }

    /** The number of items of a block, each of which takes a byte or more. */
    private long items() throws IOException {
        long items = readLong();
        if (items < 0) {
            items = -items;
            readLong(); // the bytes of the block
        }
        require(items);
        return items;
    }

    /** Steps over blocks that say how long they are, to one that does not. */
    private long skipItems() throws IOException {
        long items = readLong();
        while (items < 0) {
            skip(length());
            items = readLong();
        }
        require(items);
        return items;
    }
}
