package dev.millrace.streams.reshaping;

/**
 * Settings of {@code prpo}, and of the controls that are made from it.
 *
 * @param beta β, how much the most dependent token gains: its weight is 1 + β
 * @param tau τ, the robust visual dependency from which a token gains; from 0 to below 1
 * @param lambda λ, how much inconsistency counts against dependency
 * @param combiner how dependency and inconsistency become one number
 * @param ratioEpsilon ε of the combiner {@code ratio}, in nat
 * @param minDependency largest dependency of a response, in nat, below which its tokens are left alone
 * @param massConserving whether weights are rescaled to a mean of 1
 */
public record PrpoConfig(
        double beta,
        double tau,
        double lambda,
        Combiner combiner,
        double ratioEpsilon,
        double minDependency,
        boolean massConserving) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public PrpoConfig {
        SettingRanges.notNegative("beta", beta);
        SettingRanges.fraction("tau", tau, tau >= 0 && tau < 1);
        SettingRanges.notNegative("lambda", lambda);
        SettingRanges.notNegative("min_dependency", minDependency);
        if (!(ratioEpsilon > 0) || Double.isInfinite(ratioEpsilon)) {
            throw new IllegalArgumentException("ratio_epsilon must be above 0, not " + ratioEpsilon);
        }
    }

    /** β = 1, τ = 0.4, λ = 1, guard at 0.05 nat; all ours, as the paper leaves them open. */
    public static PrpoConfig defaults() {
        return new PrpoConfig(1, 0.4, 1, Combiner.ROBUST, 0.1, 0.05, false);
    }

    /** The same with another λ. */
    PrpoConfig withLambda(double other) {
        return new PrpoConfig(beta, tau, other, Combiner.ROBUST, ratioEpsilon, minDependency, massConserving);
    }
}
