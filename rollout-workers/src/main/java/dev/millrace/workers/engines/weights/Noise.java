package dev.millrace.workers.engines.weights;

/**
 * How far two readings of the same weights lie apart at a server: nothing where it computes alike each time, more where what is
 * computed beside it matters.
 *
 * @param largest difference that was seen, in nat
 */
record Noise(double largest) {

    /** Seen twice, it may be larger the third time. */
    private static final double MARGIN = 4;

    static Noise of(CanaryReading one, CanaryReading other) {
        return new Noise(one.differenceTo(other));
    }

    /** The same, after two more readings of the same weights. */
    Noise with(CanaryReading one, CanaryReading other) {
        return new Noise(Math.max(largest, one.differenceTo(other)));
    }

    /** Whether two readings are of the same weights, as far as can be seen. */
    boolean hides(CanaryReading one, CanaryReading other) {
        return one.differenceTo(other) <= MARGIN * largest;
    }
}
