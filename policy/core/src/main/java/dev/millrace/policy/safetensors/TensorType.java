package dev.millrace.policy.safetensors;

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

    static Optional<TensorType> named(String name) {
        for (TensorType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
