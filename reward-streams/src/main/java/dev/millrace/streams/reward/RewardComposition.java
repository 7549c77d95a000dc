package dev.millrace.streams.reward;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The weighted sum {@code r = Σ λ_k · r_k} over the components a trajectory has (LVRPO, arXiv 2603.27693, equation 5).
 * Components that abstained are not there and so are left out.
 *
 * <p>Terms are added in alphabetical order of the scorers: floating-point sums depend on order, and a replay must give
 * bitwise the same rewards whatever order the scores came in. Immutable, safe on any thread.
 */
public final class RewardComposition {

    private final List<Map.Entry<String, Double>> weights;

    public RewardComposition(RewardTerms terms) {
        this.weights = List.copyOf(new TreeMap<>(terms.weights()).entrySet());
    }

    /**
     * The reward of one trajectory.
     *
     * @param components score by scorer; scorers without a weight are ignored
     * @return empty if no component has a weight other than 0: such a trajectory has no reward, which is not a reward
     *     of 0. The sum of huge components may be infinite; the caller looks.
     */
    public OptionalDouble compose(Map<String, Double> components) {
        double reward = 0.0;
        boolean any = false;
        for (Map.Entry<String, Double> weight : weights) {
            Double component = components.get(weight.getKey());
            if (component != null && weight.getValue() != 0.0) {
                reward += weight.getValue() * component;
                any = true;
            }
        }
        return any ? OptionalDouble.of(reward) : OptionalDouble.empty();
    }
}
