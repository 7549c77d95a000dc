package dev.millrace.cli.benchmark;

/**
 * A mean of what was judged.
 *
 * @param sum of the values
 * @param count of them
 */
record Mean(double sum, int count) {

    static final Mean NONE = new Mean(0, 0);

    Mean plus(Mean other) {
        return new Mean(sum + other.sum, count + other.count);
    }

    /** Not a number where nothing was judged. */
    double value() {
        return count == 0 ? Double.NaN : sum / count;
    }
}
