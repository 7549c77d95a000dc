package dev.millrace.policy.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfPrecisionTest {

    @ParameterizedTest
    @CsvSource({
        "3f800000, 3f80", // 1
        "3f808000, 3f80", // halfway, even below
        "3f818000, 3f82", // halfway, even above
        "3f808001, 3f81", // just above halfway
        "3f807fff, 3f80", // just below halfway
        "7f7fffff, 7f80", // largest float rounds to infinity
        "ff800000, ff80", // negative infinity
        "80000000, 8000", // negative zero
        "00000001, 0000", // smallest subnormal
        "7f800001, 7fc0" // a NaN must not become infinity
    })
    void shouldRoundToNearestEven(String floatBits, String bfloatBits) {
        // Given
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(floatBits, 16));

        // When
        short rounded = HalfPrecision.toBfloat16(value);

        // Then
        assertThat(Integer.toHexString(rounded & 0xFFFF))
                .isEqualTo(Integer.toHexString(Integer.parseInt(bfloatBits, 16)));
    }

    @Test
    void shouldKeepEveryBfloat16() {
        for (int bits = 0; bits <= 0xFFFF; bits++) {
            float value = HalfPrecision.fromBfloat16((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(HalfPrecision.toBfloat16(value)).isEqualTo((short) bits);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3c00, 1", "c000, -2", "7bff, 65504", "0400, 6.103515625E-5", "0001, 5.9604645E-8", "3555, 0.33325195"})
    void shouldReadFloat16(String bits, float value) {
        assertThat(HalfPrecision.fromFloat16((short) Integer.parseInt(bits, 16)))
                .isEqualTo(value);
    }

    @Test
    void shouldReadSpecialFloat16() {
        assertThat(HalfPrecision.fromFloat16((short) 0x7C00)).isInfinite();
        assertThat(HalfPrecision.fromFloat16((short) 0xFC00)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(HalfPrecision.fromFloat16((short) 0x7E00)).isNaN();
        assertThat(Float.floatToRawIntBits(HalfPrecision.fromFloat16((short) 0x8000)))
                .isEqualTo(0x80000000);
    }
}
