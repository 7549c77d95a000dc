package dev.millrace.replay.compare;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How two settings, A and B, differ on one log. Correlations are null where nothing is ranked.
 *
 * @param groups groups of the log
 * @param trajectories those that both settings train
 * @param onlyA trajectories that only A trains
 * @param onlyB trajectories that only B trains
 * @param rewardCorrelation rank correlation of the rewards
 * @param advantageCorrelation rank correlation of the advantages
 * @param tokenAdvantageDistance mean absolute difference of the token advantages
 * @param signFlips trajectories that one encourages and the other discourages
 * @param signsGained trajectories without advantage under A that have one under B
 * @param signsLost trajectories with an advantage under A that have none under B
 * @param zeroVarianceA groups that A trains without variance
 * @param zeroVarianceB groups that B trains without variance
 * @param mass by category, the sum of the absolute token advantages
 * @param differing the groups that differ most, the first most
 */
public record Comparison(
        long groups,
        long trajectories,
        long onlyA,
        long onlyB,
        @Nullable Double rewardCorrelation,
        @Nullable Double advantageCorrelation,
        double tokenAdvantageDistance,
        long signFlips,
        long signsGained,
        long signsLost,
        long zeroVarianceA,
        long zeroVarianceB,
        SortedMap<String, Mass> mass,
        List<GroupDifference> differing) {

    /** Sums of absolute token advantages. */
    public record Mass(double a, double b) {

        Mass plus(Mass other) {
            return new Mass(a + other.a, b + other.b);
        }
    }

    public Comparison {
        mass = new TreeMap<>(mass);
        differing = List.copyOf(differing);
    }
}
