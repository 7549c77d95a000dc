package dev.millrace.streams.advantage;

/** Which standard deviation scales the advantages: TRL and verl take the sample's, Flow-GRPO the population's. */
public enum StandardDeviation {
    /** Divides by n − 1. */
    SAMPLE,
    /** Divides by n. */
    POPULATION;

    int denominator(int n) {
        return this == SAMPLE ? n - 1 : n;
    }
}
