package dev.millrace.streams.reshaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Log1pTest {

    private static final int MANY = 200_000;

    @Test
    void shouldHaveTheBitsOfStrictMath() {
        // Given numbers of all sizes, of the usual ones most, and the ends of each way
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double[] edges = {
            0.0,
            -0.0,
            Double.MIN_VALUE,
            0x1p-54,
            0x1p-29,
            Math.nextDown(0x1p-29),
            0.41421356,
            0.414213562373095,
            1,
            3,
            7,
            0x1p20 - 1,
            0x1p52,
            0x1p53,
            Math.nextDown(0x1p53),
            1e300,
            Float.MAX_VALUE,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY
        };
        double[] values = new double[MANY];
        for (int i = 0; i < MANY; i++) {
            double edge = edges[i % edges.length];
            values[i] = switch (i % 5) {
                case 0 -> edge;
                case 1 -> Math.max(0, edge + Math.ulp(edge) * (random.nextInt(9) - 4));
                case 2 -> random.nextDouble();
                case 3 -> random.nextFloat() * 20;
                default -> Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
            };
            values[i] = Double.isNaN(values[i]) ? 2 : values[i];
        }
        double[] logarithms = values.clone();

        // When
        Log1p.of(logarithms, MANY, new double[MANY], new double[MANY], new double[MANY], new int[MANY]);

        // Then
        for (int i = 0; i < MANY; i++) {
            assertThat(Double.doubleToRawLongBits(logarithms[i]))
                    .as("seed %d, log1p of %s", seed, values[i])
                    .isEqualTo(Double.doubleToRawLongBits(StrictMath.log1p(values[i])));
        }
    }
}
