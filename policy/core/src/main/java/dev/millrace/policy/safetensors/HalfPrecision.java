package dev.millrace.policy.safetensors;

/** The two 16-bit float formats against float32. */
final class HalfPrecision {

    private HalfPrecision() {}

    static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Rounds to nearest, ties to even; a NaN stays a (quiet) NaN, beyond the largest finite value lies infinity. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // Rounding could carry a NaN's mantissa into infinity; keep the top bits and force the quiet bit.
            return (short) ((bits >>> 16) | 0x0040);
        }
        int tiesToEven = 0x7FFF + ((bits >>> 16) & 1);
        return (short) ((bits + tiesToEven) >>> 16);
    }

    static float fromFloat16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1F;
        int mantissa = half & 0x3FF;
        if (exponent == 0) {
            float magnitude = mantissa * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | 0x7F800000 | (mantissa << 13));
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (mantissa << 13));
    }
}
