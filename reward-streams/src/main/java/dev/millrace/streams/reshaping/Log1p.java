package dev.millrace.streams.reshaping;

/**
 * {@code log1p} of many numbers, none of them below 0, with the bits of {@link StrictMath#log1p}, whose steps (fdlibm's
 * {@code s_log1p.c}) these are. That one is left and entered for each number, and guesses wrong at its branches; here the
 * numbers go through each step together, and the branches are arithmetic. Numbers that are rare take the other way.
 */
final class Log1p {

    private static final double LN2_HI = 6.93147180369123816490e-01;
    private static final double LN2_LO = 1.90821492927058770002e-10;
    private static final double LP1 = 6.666666666666735130e-01;
    private static final double LP2 = 3.999999999940941908e-01;
    private static final double LP3 = 2.857142874366239149e-01;
    private static final double LP4 = 2.222219843214978396e-01;
    private static final double LP5 = 1.818357216161805012e-01;
    private static final double LP6 = 1.531383769920937332e-01;
    private static final double LP7 = 1.479819860511658591e-01;

    /** Below it the series begins with other terms, and so for 0. */
    private static final double LEAST = 0x1p-29;

    /** From here on, adding 1 changes nothing. */
    private static final double MOST = 0x1p53;

    /** High word of √2 − 1: below it the exponent is 0. */
    private static final int SMALL = 0x3FDA827A;

    /** High word of the mantissa of √2: above it, half of a number is taken, with the next exponent. */
    private static final int ROOT_2 = 0x6a09e;

    /** High words of mantissas that are next to a power of 2, where the series would be another. */
    private static final int NEXT_BELOW = 0xffffc;

    private static final int EXPONENT_BITS = 20;
    private static final int MANTISSA = 0xfffff;
    private static final int BIAS = 1023;
    private static final int ONE = 0x3ff00000;
    private static final long LOW_WORD = 0xffffffffL;

    private Log1p() {}

    /**
     * Replaces the first n numbers by their logarithms.
     *
     * @param fraction room for n numbers, as the two that follow
     */
    static void of(double[] values, int n, double[] fraction, double[] head, double[] tail) {
        for (int t = 0; t < n; t++) {
            split(values[t], t, fraction, head, tail);
        }
        for (int t = 0; t < n; t++) {
            double f = fraction[t];
            double halfSquare = 0.5 * f * f;
            double s = f / (2.0 + f);
            double z = s * s;
            double series = z * (LP1 + z * (LP2 + z * (LP3 + z * (LP4 + z * (LP5 + z * (LP6 + z * LP7))))));
            values[t] = head[t] - ((halfSquare - (s * (halfSquare + series) + tail[t])) - f);
        }
    }

    /** 1 + x = 2^k · (1 + f): head and tail are k · ln 2, the tail with what rounding 1 + x took away. */
    private static void split(double x, int t, double[] fraction, double[] head, double[] tail) {
        double u = 1.0 + x;
        long bits = Double.doubleToRawLongBits(u);
        int high = (int) (bits >>> 32);
        int k = (high >> EXPONENT_BITS) - BIAS;
        int mantissa = high & MANTISSA;
        int isSmall = ((int) (Double.doubleToRawLongBits(x) >>> 32) - SMALL) >> 31; // −1 or 0, as the other masks
        boolean isNext = mantissa == 0 || mantissa > NEXT_BELOW;
        if (!(x >= LEAST && x < MOST) || (isNext && isSmall == 0)) {
            fraction[t] = 0;
            head[t] = x == 0 ? x : StrictMath.log1p(x);
            tail[t] = 0;
            return;
        }
        double lost = select(-k >> 31, 1.0 - (u - x), x - (u - 1.0)) / u;
        int isUpper = (ROOT_2 - 1 - mantissa) >>> 31;
        long normal = ((long) (mantissa | (ONE - (isUpper << EXPONENT_BITS))) << 32) | (bits & LOW_WORD);
        fraction[t] = select(isSmall, x, Double.longBitsToDouble(normal) - 1.0);
        int exponent = (k + isUpper) & ~isSmall;
        head[t] = exponent * LN2_HI;
        tail[t] = exponent * LN2_LO + select(isSmall, 0.0, lost);
    }

    /** The one where the mask is −1, the other where it is 0. */
    private static double select(int mask, double one, double other) {
        long wide = mask;
        return Double.longBitsToDouble(
                (Double.doubleToRawLongBits(one) & wide) | (Double.doubleToRawLongBits(other) & ~wide));
    }
}
