package dev.millrace.learner.objective;

/**
 * The weights that account for tokens sampled by another policy than the one that the step begins with. Pure.
 *
 * @param correction what becomes of a weight beyond the cap
 * @param level what a weight is taken of
 * @param cap largest weight, at least 1
 */
record ImportanceWeights(OffPolicyCorrection correction, CorrectionLevel level, double cap) {

    /**
     * The weight of each token of a response.
     *
     * @param logRatios log π_prox − log π_behav of its tokens, in nat
     */
    double[] of(double[] logRatios) {
        double[] weights = level.logWeights(logRatios);
        for (int t = 0; t < weights.length; t++) {
            weights[t] = correction.weight(weights[t], cap);
        }
        return weights;
    }

    /** Whether each token of a response has a weight beyond the cap, which is corrected where it is. */
    boolean[] beyond(double[] logRatios) {
        double[] logWeights = level.logWeights(logRatios);
        boolean[] beyond = new boolean[logWeights.length];
        for (int t = 0; t < beyond.length; t++) {
            beyond[t] = correction.decoupled() && logWeights[t] > Math.log(cap);
        }
        return beyond;
    }
}
