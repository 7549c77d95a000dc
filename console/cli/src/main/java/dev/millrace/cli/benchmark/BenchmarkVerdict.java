package dev.millrace.cli.benchmark;

import java.util.OptionalDouble;

/**
 * What an answer or an image is worth.
 *
 * @param value from 0 to 1; empty where nobody could say, which is not 0
 * @param why what was seen, or what went wrong; may be empty
 */
record BenchmarkVerdict(OptionalDouble value, String why) {

    static BenchmarkVerdict of(double value, String why) {
        return new BenchmarkVerdict(OptionalDouble.of(value), why);
    }

    static BenchmarkVerdict unjudged(String why) {
        return new BenchmarkVerdict(OptionalDouble.empty(), why);
    }
}
