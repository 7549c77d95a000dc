package dev.millrace.console.audit.check;

import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.advantage.StandardDeviation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The numbers of a group in decimal arithmetic, by the formulas as they stand in the papers: another way to them than
 * the one that made the records, and exact where that one rounds.
 */
final class ExactGroup {

    private static final MathContext DIGITS = new MathContext(50);

    private final List<BigDecimal> rewards;
    private final BigDecimal mean;

    /** @param rewards finite, at least one */
    ExactGroup(List<Double> rewards) {
        this.rewards = rewards.stream().map(BigDecimal::new).toList();
        this.mean = this.rewards.stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(rewards.size()), DIGITS);
    }

    /** Σ λ_k · r_k over the components that count; empty if none does. */
    static OptionalDouble weightedSum(Map<String, Double> components, Map<String, Double> weights) {
        BigDecimal sum = BigDecimal.ZERO;
        boolean any = false;
        for (Map.Entry<String, Double> component : components.entrySet()) {
            double weight = weights.getOrDefault(component.getKey(), 0.0);
            if (weight != 0.0) {
                sum = sum.add(new BigDecimal(weight).multiply(new BigDecimal(component.getValue())));
                any = true;
            }
        }
        return any ? OptionalDouble.of(sum.doubleValue()) : OptionalDouble.empty();
    }

    double mean() {
        return mean.doubleValue();
    }

    /** Sample standard deviation; 0 for a single reward. */
    double sampleDeviation() {
        return rewards.size() < 2 ? 0.0 : deviation(rewards.size() - 1).doubleValue();
    }

    /** The advantages under an estimator; empty if there are no formulas for it here. */
    Optional<List<Double>> advantages(AdvantageConfig config) {
        if (isEqual()) {
            return Optional.of(rewards.stream().map(reward -> 0.0).toList());
        }
        int n = rewards.size();
        return switch (config.estimator()) {
            case "grpo" ->
                Optional.of(scaled(deviation(config.std() == StandardDeviation.SAMPLE ? n - 1 : n)
                        .add(new BigDecimal(config.epsilon()))));
            case "dr_grpo" -> Optional.of(scaled(BigDecimal.ONE));
            case "rloo" -> Optional.of(leaveOneOut());
            default -> Optional.empty();
        };
    }

    boolean isEqual() {
        return rewards.stream().allMatch(reward -> reward.compareTo(rewards.get(0)) == 0);
    }

    private BigDecimal deviation(int denominator) {
        BigDecimal squares = BigDecimal.ZERO;
        for (BigDecimal reward : rewards) {
            squares = squares.add(reward.subtract(mean).pow(2), DIGITS);
        }
        return squares.divide(BigDecimal.valueOf(denominator), DIGITS).sqrt(DIGITS);
    }

    private List<Double> scaled(BigDecimal divisor) {
        return rewards.stream()
                .map(reward -> reward.subtract(mean).divide(divisor, DIGITS).doubleValue())
                .toList();
    }

    /** Each reward against the mean of the others. */
    private List<Double> leaveOneOut() {
        BigDecimal others = BigDecimal.valueOf(rewards.size() - 1L);
        BigDecimal sum = rewards.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        List<Double> advantages = new ArrayList<>();
        for (BigDecimal reward : rewards) {
            advantages.add(
                    reward.subtract(sum.subtract(reward).divide(others, DIGITS)).doubleValue());
        }
        return List.copyOf(advantages);
    }

    /** Whether two numbers are the same but for rounding, in units of the larger of them and of {@code scale}. */
    static boolean isNear(double one, double other, double scale) {
        double unit = Math.max(Math.max(Math.abs(one), Math.abs(other)), scale);
        return Math.abs(one - other) <= 1e-9 * unit;
    }
}
