package dev.millrace.streams.reshaping;

/** How visual dependency S and inconsistency S' become one number: high where a token reads the image robustly. */
public enum Combiner {
    /** {@code max(0, S − λS')}. */
    ROBUST,
    /** {@code S·exp(−λS')}. */
    EXP,
    /** {@code S/(S' + ε)}. */
    RATIO;

    /** Combines the first n of both; loops without a branch for each take many at once. */
    void combine(double[] strong, double[] weak, double[] into, int n, double lambda, double epsilon) {
        switch (this) {
            case ROBUST -> {
                for (int t = 0; t < n; t++) {
                    into[t] = Kernels.positive(strong[t] - lambda * weak[t]);
                }
            }
            case EXP -> {
                for (int t = 0; t < n; t++) {
                    into[t] = strong[t] * StrictMath.exp(-lambda * weak[t]);
                }
            }
            case RATIO -> {
                for (int t = 0; t < n; t++) {
                    into[t] = strong[t] / (weak[t] + epsilon);
                }
            }
        }
    }
}
