package dev.millrace.cli.bench.sampler;

/**
 * What a server has done until a moment.
 *
 * @param atNanos the moment
 * @param runningNanos time of all requests together
 * @param fullNanos time in which no more could run
 * @param tokens made
 */
record PaceReading(long atNanos, long runningNanos, long fullNanos, long tokens) {

    private static final double NANOS = 1e9;

    double secondsSince(PaceReading earlier) {
        return (atNanos - earlier.atNanos) / NANOS;
    }

    /** Requests that ran, on average. */
    double runningSince(PaceReading earlier) {
        return (double) (runningNanos - earlier.runningNanos) / (atNanos - earlier.atNanos);
    }

    /** Share of the time in which no more could run. */
    double fullSince(PaceReading earlier) {
        return (double) (fullNanos - earlier.fullNanos) / (atNanos - earlier.atNanos);
    }

    double tokensPerSecondSince(PaceReading earlier) {
        return (tokens - earlier.tokens) / secondsSince(earlier);
    }
}
