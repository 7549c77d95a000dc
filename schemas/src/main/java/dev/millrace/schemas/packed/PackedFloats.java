package dev.millrace.schemas.packed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A packed array of little-endian float32 values.
 *
 * <p>Reading copies nothing; {@link #toArray()} is the one copy, for callers that need an array of their own.
 */
public final class PackedFloats {

    private static final int WIDTH = 4;

    private final ByteBuffer bytes;

    private PackedFloats(ByteBuffer littleEndian) {
        this.bytes = littleEndian;
    }

    /**
     * Views the remaining bytes of a record's field.
     *
     * @param field bytes from position to limit; neither is changed
     * @throws IllegalArgumentException if their number is no multiple of 4
     */
    public static PackedFloats view(ByteBuffer field) {
        if (field.remaining() % WIDTH != 0) {
            throw new IllegalArgumentException(
                    "a packed float32 array has " + field.remaining() + " bytes, which is no multiple of " + WIDTH);
        }
        return new PackedFloats(field.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Packs a copy of {@code values}. */
    public static PackedFloats of(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new PackedFloats(bytes);
    }

    /** Packs a copy of the first {@code length} values. */
    public static PackedFloats of(float[] values, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values, 0, length);
        return new PackedFloats(bytes);
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
    public float at(int index) {
        return bytes.getFloat(index * WIDTH);
    }

    /** Whether each is a number from {@code least} to {@code most}. */
    public boolean areWithin(float least, float most) {
        return FloatRange.of(least, most).holds(bytes.asIntBuffer());
    }

    /** The same values in memory of their own: a view keeps alive all that it is a view of. */
    public PackedFloats copy() {
        ByteBuffer own = ByteBuffer.allocate(bytes.limit()).order(ByteOrder.LITTLE_ENDIAN);
        own.put(0, bytes, 0, bytes.limit());
        return new PackedFloats(own);
    }

    /** The values as a new array. */
    public float[] toArray() {
        float[] values = new float[length()];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** The bytes as a field of a record holds them; its position and limit are the caller's own. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** Two arrays are equal when their bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PackedFloats that && bytes.equals(that.bytes);
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
