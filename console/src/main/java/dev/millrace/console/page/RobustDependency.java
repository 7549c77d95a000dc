package dev.millrace.console.page;

import dev.millrace.schemas.packed.PackedFloats;

/**
 * Robust visual dependency of each token of a response, for display:
 * {@code RVD = minmax(log1p(max(0, S − S')))} (PRPO, arXiv 2606.08708, our reading).
 */
final class RobustDependency {

    private RobustDependency() {}

    /**
     * @param strong S of each token, in nat
     * @param weak S' of each token, in nat
     * @return from 0 to 1; all 0 where all tokens are alike
     * @throws IllegalArgumentException if the lengths differ
     */
    static double[] of(PackedFloats strong, PackedFloats weak) {
        if (strong.length() != weak.length()) {
            throw new IllegalArgumentException("S has " + strong.length() + " entries and S' has " + weak.length());
        }
        double[] values = new double[strong.length()];
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.log1p(Math.max(0, (double) strong.at(i) - weak.at(i)));
            least = Math.min(least, values[i]);
            most = Math.max(most, values[i]);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = most > least ? (values[i] - least) / (most - least) : 0;
        }
        return values;
    }
}
