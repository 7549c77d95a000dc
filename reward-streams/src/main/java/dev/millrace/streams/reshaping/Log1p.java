package dev.millrace.streams.reshaping;

/**
 * {@code log1p} of many numbers, none of them below 0, with the bits of {@link StrictMath#log1p}, whose steps (fdlibm's
 * {@code s_log1p.c}) these are. That one is left and entered for each number, and guesses wrong at its branches; here the
 * numbers go through each step together, and the branches are arithmetic. Most of them are small, and need no exponent; numbers that
 * are rare take the other way.
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

    /** Its high word. */
    private static final int LEAST_HIGH = 0x3E200000;

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
     * @param fraction room for n numbers, as the three that follow
     */
    static void of(double[] values, int n, double[] fraction, double[] head, double[] tail, int[] places) {
        int others = 0;
        for (int t = 0; t < n; t++) {
            places[others] = t;
            others += isOther(values[t]);
        }
        for (int i = 0; i < others; i++) {
            split(values[places[i]], i, fraction, head, tail);
        }
        for (int t = 0; t < n; t++) { // of all, since that takes many at once; the others' are written over
            double f = values[t];
            double halfSquare = 0.5 * f * f;
            double s = f / (2.0 + f);
            double z = s * s;
            double series = z * (LP1 + z * (LP2 + z * (LP3 + z * (LP4 + z * (LP5 + z * (LP6 + z * LP7))))));
            values[t] = f - (halfSquare - s * (halfSquare + series));
        }
        for (int i = 0; i < others; i++) {
            double f = fraction[i];
            double halfSquare = 0.5 * f * f;
            double s = f / (2.0 + f);
            double z = s * s;
            double series = z * (LP1 + z * (LP2 + z * (LP3 + z * (LP4 + z * (LP5 + z * (LP6 + z * LP7))))));
            head[i] = head[i] - ((halfSquare - (s * (halfSquare + series) + tail[i])) - f);
        }
        for (int i = 0; i < others; i++) {
            values[places[i]] = head[i];
        }
    }

    /** 0 for 0 and for what is small without being tiny, whose exponent is 0 and whose fraction is the number itself; else 1. */
    private static int isOther(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int high = (int) (bits >>> 32);
        int isOutside = ((high - LEAST_HIGH) | (SMALL - 1 - high)) >>> 31;
        return isOutside & (int) ((bits | -bits) >>> 63);
    }

    /** 1 + x = 2^k · (1 + f): head and tail are k · ln 2, the tail with what rounding 1 + x took away. */
    private static void split(double x, int i, double[] fraction, double[] head, double[] tail) {
        double u = 1.0 + x;
        long bits = Double.doubleToRawLongBits(u);
        int high = (int) (bits >>> 32);
        int k = (high >> EXPONENT_BITS) - BIAS;
        int mantissa = high & MANTISSA;
        if (!(x >= LEAST && x < MOST) || mantissa == 0 || mantissa > NEXT_BELOW) {
            fraction[i] = 0;
            head[i] = x == 0 ? x : StrictMath.log1p(x);
            tail[i] = 0;
            return;
        }
        double lost = select(-k >> 31, 1.0 - (u - x), x - (u - 1.0)) / u;
        int isUpper = (ROOT_2 - 1 - mantissa) >>> 31;
        long normal = ((long) (mantissa | (ONE - (isUpper << EXPONENT_BITS))) << 32) | (bits & LOW_WORD);
        int exponent = k + isUpper;
        fraction[i] = Double.longBitsToDouble(normal) - 1.0;
        head[i] = exponent * LN2_HI;
        tail[i] = exponent * LN2_LO + lost;
    }

    /** The one where the mask is −1, the other where it is 0. */
    private static double select(int mask, double one, double other) {
        long wide = mask;
        return Double.longBitsToDouble(
                (Double.doubleToRawLongBits(one) & wide) | (Double.doubleToRawLongBits(other) & ~wide));
    }
}
