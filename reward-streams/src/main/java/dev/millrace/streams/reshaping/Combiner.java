package dev.millrace.streams.reshaping;

/** How visual dependency S and inconsistency S' become one number: high where a token reads the image robustly. */
public enum Combiner {
    /** {@code max(0, S − λS')}. */
    ROBUST,
    /** {@code S·exp(−λS')}. */
    EXP,
    /** {@code S/(S' + ε)}. */
    RATIO;

    double combine(double strong, double weak, double lambda, double epsilon) {
        return switch (this) {
            case ROBUST -> Math.max(0, strong - lambda * weak);
            case EXP -> strong * StrictMath.exp(-lambda * weak);
            case RATIO -> strong / (weak + epsilon);
        };
    }
}
