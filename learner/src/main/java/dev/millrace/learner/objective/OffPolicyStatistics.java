package dev.millrace.learner.objective;

import java.util.Map;
import java.util.TreeMap;

/**
 * How far the tokens of a step are from the policies that learn from them, by the age of what sampled them: from the policy as the
 * step begins (off-policy: engine and age together), and from the very version that sampled them, where it is held (mismatch: the
 * engine alone; 0 but for rounding if sampler and learner compute alike). Belongs to one thread.
 */
public final class OffPolicyStatistics {

    /** Tokens of this age and above are told together. */
    private static final int OLDER = 8;

    private final ImportanceWeights weights;
    private final Map<Integer, RatioStatistics> offPolicy = new TreeMap<>();
    private final Map<Integer, RatioStatistics> mismatch = new TreeMap<>();

    public OffPolicyStatistics(ObjectiveConfig config) {
        this.weights = config.importanceWeights();
    }

    /**
     * Adds a micro-batch. Tokens of age 0 were sampled by the policy as the step begins, so that they tell of a mismatch as well.
     *
     * @param batch says how old its tokens are
     * @param logProbs of the policy as the step begins, in nat
     */
    public void add(TokenBatch batch, float[] logProbs) {
        for (int number = 0; number < batch.size(); number++) {
            TokenBatch.Sequence sequence = batch.sequence(number);
            boolean[] beyond = weights.beyond(logRatios(sequence, logProbs));
            for (int t = 0; t < sequence.length(); t++) {
                int age = Math.min(OLDER, sequence.age(t));
                add(offPolicy, age, logProbs[sequence.begin() + t], sequence.behaviour(t), beyond[t]);
                if (age == 0) {
                    add(mismatch, age, logProbs[sequence.begin() + t], sequence.behaviour(t), beyond[t]);
                }
            }
        }
    }

    /**
     * Adds the tokens of one age of a micro-batch.
     *
     * @param logProbs of the version that sampled these, in nat
     */
    public void addHeld(TokenBatch batch, int age, float[] logProbs) {
        for (int number = 0; number < batch.size(); number++) {
            TokenBatch.Sequence sequence = batch.sequence(number);
            boolean[] beyond = weights.beyond(logRatios(sequence, logProbs));
            for (int t = 0; t < sequence.length(); t++) {
                if (sequence.age(t) == age) {
                    add(mismatch, age, logProbs[sequence.begin() + t], sequence.behaviour(t), beyond[t]);
                }
            }
        }
    }

    private static double[] logRatios(TokenBatch.Sequence sequence, float[] logProbs) {
        double[] logRatios = new double[sequence.length()];
        for (int t = 0; t < logRatios.length; t++) {
            logRatios[t] = (double) logProbs[sequence.begin() + t] - sequence.behaviour(t);
        }
        return logRatios;
    }

    private static void add(
            Map<Integer, RatioStatistics> byAge, int age, double logProb, double behaviour, boolean isBeyond) {
        byAge.computeIfAbsent(age, each -> new RatioStatistics()).add(logProb, behaviour, isBeyond);
    }

    /** Adds the metrics by name; those of ages that no token has are absent. */
    public void putInto(Map<String, Double> metrics) {
        offPolicy.forEach((age, ratios) -> put("off_policy_by_age/" + (age == OLDER ? "older" : age), ratios, metrics));
        mismatch.forEach((age, ratios) -> put("mismatch_by_age/" + age, ratios, metrics));
        if (!mismatch.isEmpty()) {
            RatioStatistics all = new RatioStatistics();
            mismatch.values().forEach(all::add);
            put("mismatch", all, metrics);
        }
    }

    private static void put(String name, RatioStatistics ratios, Map<String, Double> metrics) {
        metrics.put(name + "/tokens", (double) ratios.tokens());
        metrics.put(name + "/k1", ratios.k1());
        metrics.put(name + "/k3", ratios.k3());
        metrics.put(name + "/ess", ratios.ess());
        metrics.put(name + "/max", ratios.max());
        metrics.put(name + "/masked", ratios.masked());
    }
}
