package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.Spread;
import java.util.List;
import java.util.Locale;

/**
 * A role with so many instances over the same work.
 *
 * @param role of them
 * @param instances how many
 * @param groups of a round, all instances together
 * @param perSecond groups a second of all of them
 * @param ownCpuMillis CPU of their threads for a group
 * @param toOne that over that of one instance, medians
 */
public record InstancesRow(
        String role, int instances, int groups, Spread perSecond, Spread ownCpuMillis, double toOne) {

    /**
     * One row for each number of instances.
     *
     * @param rounds by number of instances, the first of which is one; at least one round each
     */
    static List<InstancesRow> of(String role, int groups, List<InstancesRounds> rounds) {
        double one = rounds.get(0).ownCpuMillis().median();
        return rounds.stream()
                .map(each -> new InstancesRow(
                        role,
                        each.instances(),
                        groups,
                        each.perSecond(),
                        each.ownCpuMillis(),
                        each.ownCpuMillis().median() / one))
                .toList();
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-10s %d instances: %7.0f groups/s [%.0f-%.0f], own CPU %.3f ms a group [%.3f-%.3f], %.2f of one's",
                role,
                instances,
                perSecond.median(),
                perSecond.min(),
                perSecond.max(),
                ownCpuMillis.median(),
                ownCpuMillis.min(),
                ownCpuMillis.max(),
                toOne);
    }
}
