package dev.millrace.learner.step;

import dev.millrace.learner.experience.TokenCredit;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.schemas.packed.PackedFloats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How the advantages of a batch were distributed over its tokens. Figures of what was not measured are absent. Pure. */
final class CreditMetrics {

    /** Mean visual dependency, by which {@link DependencyWatch} judges. */
    static final String STRONG_MEAN = "dependency/strong/mean";

    private static final double QUANTILE = 0.95;

    private CreditMetrics() {}

    /** Adds them to the metrics of a step. */
    static void add(List<TrainableTrajectory> trajectories, Map<String, Double> metrics) {
        addSpread("dependency/strong", trajectories, strong(), metrics);
        addSpread("dependency/weak", trajectories, weak(), metrics);
        addSpread("dependency/robust", trajectories, TokenCredit::robust, metrics);
        boolean reshaped = trajectories.stream()
                .map(TrainableTrajectory::credit)
                .anyMatch(
                        credit -> credit.weights().isPresent() || credit.guard().isPresent());
        if (reshaped) {
            addWeights(trajectories, metrics);
            for (TrainableTrajectory trajectory : trajectories) {
                trajectory
                        .credit()
                        .guard()
                        .ifPresent(guard -> metrics.merge("credit/guard/" + guard, 1.0, Double::sum));
            }
        }
    }

    private static Function<TokenCredit, Optional<PackedFloats>> strong() {
        return credit -> credit.dependency().map(TokenCredit.Dependency::strong);
    }

    private static Function<TokenCredit, Optional<PackedFloats>> weak() {
        return credit -> credit.dependency().map(TokenCredit.Dependency::weak);
    }

    private static void addSpread(
            String name,
            List<TrainableTrajectory> trajectories,
            Function<TokenCredit, Optional<PackedFloats>> of,
            Map<String, Double> metrics) {
        List<PackedFloats> measured = trajectories.stream()
                .flatMap(trajectory -> of.apply(trajectory.credit()).stream())
                .toList();
        float[] values =
                new float[measured.stream().mapToInt(PackedFloats::length).sum()];
        if (values.length == 0) {
            return;
        }
        int next = 0;
        double sum = 0;
        for (PackedFloats tokens : measured) {
            for (int t = 0; t < tokens.length(); t++) {
                values[next++] = tokens.at(t);
                sum += tokens.at(t);
            }
        }
        Arrays.sort(values);
        metrics.put(name + "/mean", sum / values.length);
        metrics.put(name + "/p95", (double) values[(int) Math.ceil(QUANTILE * values.length) - 1]);
    }

    private static void addWeights(List<TrainableTrajectory> trajectories, Map<String, Double> metrics) {
        long tokens = 0;
        long amplified = 0;
        double sum = 0;
        for (TrainableTrajectory trajectory : trajectories) {
            tokens += trajectory.length();
            Optional<PackedFloats> weights = trajectory.credit().weights();
            if (weights.isEmpty()) {
                sum += trajectory.length();
                continue;
            }
            for (int t = 0; t < weights.get().length(); t++) {
                sum += weights.get().at(t);
                amplified += weights.get().at(t) > 1 ? 1 : 0;
            }
        }
        metrics.put("credit/mean_weight", sum / tokens);
        metrics.put("credit/amplified_share", (double) amplified / tokens);
    }
}
