package dev.millrace.schemas.packed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A packed array of little-endian int32 values.
 *
 * <p>Reading copies nothing; {@link #toArray()} is the one copy, for callers that need an array of their own.
 */
public final class PackedInts {

    private static final int WIDTH = 4;

    private final ByteBuffer bytes;

    private PackedInts(ByteBuffer littleEndian) {
        this.bytes = littleEndian;
    }

    /**
     * Views the remaining bytes of a record's field.
     *
     * @param field bytes from position to limit; neither is changed
     * @throws IllegalArgumentException if their number is no multiple of 4
     */
    public static PackedInts view(ByteBuffer field) {
        if (field.remaining() % WIDTH != 0) {
            throw new IllegalArgumentException(
                    "a packed int32 array has " + field.remaining() + " bytes, which is no multiple of " + WIDTH);
        }
        return new PackedInts(field.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Packs a copy of {@code values}. */
    public static PackedInts of(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return new PackedInts(bytes);
    }

    /** Number of values. */
    public int length() {
        return bytes.limit() / WIDTH;
    }

    /**
     * The value at a place.
     *
     * @throws IndexOutOfBoundsException if {@code index} is not from 0 to {@code length() - 1}
     */
    public int at(int index) {
        return bytes.getInt(index * WIDTH);
    }

    /** Whether there is one value or more, and all are the same. */
    public boolean areEqual() {
        int rest = bytes.limit() - WIDTH;
        return rest >= 0 && bytes.slice(0, rest).equals(bytes.slice(WIDTH, rest));
    }

    /** The values as a new array. */
    public int[] toArray() {
        int[] values = new int[length()];
        bytes.asIntBuffer().get(values);
        return values;
    }

    /** The bytes as a field of a record holds them; its position and limit are the caller's own. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** Two arrays are equal when their bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PackedInts that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return IntStream.range(0, length())
                .mapToObj(i -> String.valueOf(at(i)))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
