package dev.millrace.policy.safetensors;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The element types this codec reads and writes; the constants' names are those of the format. */
public enum TensorType {
    F32(4),
    F16(2),
    BF16(2),
    I32(4),
    I64(8),
    U8(1);

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether its elements are floats. */
    public boolean isFloat() {
        return this == F32 || this == F16 || this == BF16;
    }

    /**
     * One element as float32, exactly.
     *
     * @param values little-endian, whose first byte is that of the first element
     * @throws IllegalStateException if the elements are integers
     */
    public float floatAt(ByteBuffer values, int index) {
        return switch (this) {
            case F32 -> values.getFloat(index * Float.BYTES);
            case BF16 -> HalfPrecision.fromBfloat16(values.getShort(index * Short.BYTES));
            case F16 -> HalfPrecision.fromFloat16(values.getShort(index * Short.BYTES));
            default -> throw new IllegalStateException("a tensor of " + this + " holds no floats");
        };
    }

    /**
     * Appends one element, rounded to nearest where this type has fewer digits.
     *
     * @param values little-endian, with room
     * @throws IllegalStateException if this is neither F32 nor BF16
     */
    public void putFloat(ByteBuffer values, float value) {
        switch (this) {
            case F32 -> values.putFloat(value);
            case BF16 -> values.putShort(HalfPrecision.toBfloat16(value));
            default -> throw new IllegalStateException("floats are not written as " + this);
        }
    }

    static Optional<TensorType> named(String name) {
        for (TensorType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
