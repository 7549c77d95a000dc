package dev.millrace.schemas.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatRangeTest {

    private static final float[] ENDS = {-Float.MAX_VALUE, -2, -1e-4f, -0f, 0, 1e-4f, 3, Float.MAX_VALUE};
    private static final float[] OTHERS = {
        Float.NaN,
        Float.intBitsToFloat(0xffc00001),
        Float.NEGATIVE_INFINITY,
        Float.POSITIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE
    };

    @Test
    void shouldSayWhatComparingSays() {
        // Given ranges of all kinds, and values in, at and next to their ends
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (float least : ENDS) {
            for (float most : ENDS) {
                if (!(least <= most)) {
                    continue;
                }
                for (int i = 0; i < 300; i++) {
                    float value =
                            switch (i % 4) {
                                case 0 -> ENDS[random.nextInt(ENDS.length)];
                                case 1 -> OTHERS[random.nextInt(OTHERS.length)];
                                case 2 ->
                                    Math.nextUp(ENDS[random.nextInt(ENDS.length)]) * (random.nextBoolean() ? 1 : -1);
                                default -> Float.intBitsToFloat(random.nextInt());
                            };

                    // When, Then
                    assertThat(PackedFloats.of(value).areWithin(least, most))
                            .as("seed %d: %s from %s to %s", seed, value, least, most)
                            .isEqualTo(value >= least && value <= most);
                }
            }
        }
    }

    @Test
    void shouldLookAtEachOfManyValues() {
        // Given
        float[] values = new float[1_500];

        // When, Then
        assertThat(PackedFloats.of(values).areWithin(0, 1)).isTrue();
        for (int bad : new int[] {0, 511, 512, 1_499}) {
            values[bad] = 2;
            assertThat(PackedFloats.of(values).areWithin(0, 1)).as("at %d", bad).isFalse();
            values[bad] = 0;
        }
        assertThat(PackedFloats.of().areWithin(0, 1)).isTrue();
    }
}
