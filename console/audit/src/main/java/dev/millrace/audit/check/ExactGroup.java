package dev.millrace.audit.check;

import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.advantage.StandardDeviation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The numbers of a group in decimal arithmetic, by the formulas as they stand in the papers: another way to them than
 * the one that made the records, and exact where that one rounds.
 */
final class ExactGroup {

    private static final MathContext DIGITS = new MathContext(50);

    private final List<BigDecimal> rewards;
    private final List<Integer> lengths;
    private final BigDecimal mean;

    /**
     * @param rewards finite, at least one
     * @param lengths number of tokens or trained steps of each
     */
    ExactGroup(List<Double> rewards, List<Integer> lengths) {
        this.lengths = List.copyOf(lengths);
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
        return switch (config.estimator()) {
            case "grpo" -> Optional.of(less(mean, divisor(config)));
            case "dr_grpo" -> Optional.of(less(mean, BigDecimal.ONE));
            case "rloo" -> Optional.of(leaveOneOut());
            case "opo" -> Optional.of(less(meanByLength(), BigDecimal.ONE));
            case "passk" -> Optional.of(leadOfTheBest(divisor(config)));
            case "best_of_n" -> Optional.of(theBestAlone());
            default -> Optional.empty();
        };
    }

    private List<Double> theBestAlone() {
        int best =
                rewards.indexOf(rewards.stream().max(Comparator.naturalOrder()).orElseThrow());
        return IntStream.range(0, rewards.size())
                .mapToObj(i -> i == best ? 1.0 : 0.0)
                .toList();
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

    private BigDecimal divisor(AdvantageConfig config) {
        int n = rewards.size();
        return deviation(config.std() == StandardDeviation.SAMPLE ? n - 1 : n).add(new BigDecimal(config.epsilon()));
    }

    private List<Double> less(BigDecimal baseline, BigDecimal divisor) {
        return rewards.stream()
                .map(reward -> reward.subtract(baseline).divide(divisor, DIGITS).doubleValue())
                .toList();
    }

    /** The mean of all tokens, if each had the reward of its trajectory. */
    private BigDecimal meanByLength() {
        BigDecimal weighted = BigDecimal.ZERO;
        BigDecimal tokens = BigDecimal.ZERO;
        for (int i = 0; i < rewards.size(); i++) {
            BigDecimal length = BigDecimal.valueOf(lengths.get(i));
            weighted = weighted.add(rewards.get(i).multiply(length));
            tokens = tokens.add(length);
        }
        return tokens.signum() == 0 ? mean : weighted.divide(tokens, DIGITS);
    }

    /** What the best is ahead of the second best; 0 for all others. */
    private List<Double> leadOfTheBest(BigDecimal divisor) {
        List<BigDecimal> ranked =
                rewards.stream().sorted(Comparator.reverseOrder()).toList();
        double lead =
                ranked.get(0).subtract(ranked.get(1)).divide(divisor, DIGITS).doubleValue();
        return rewards.stream()
                .map(reward -> reward.equals(ranked.get(0)) ? lead : 0.0)
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
