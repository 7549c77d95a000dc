package dev.millrace.monitoring.watch;

import java.util.Comparator;
import java.util.Locale;

/** Orders in which groups are listed; equal ones, the newest first. */
public enum GroupOrder {
    NEWEST(Comparator.comparing(GroupSummary::closedAt).reversed()),
    BEST(Comparator.comparingDouble(GroupSummary::rewardMean).reversed()),
    WORST(Comparator.comparingDouble(GroupSummary::rewardMean)),
    /** The scorers' verdicts differ most within the group. */
    DISPUTED(Comparator.comparingDouble(GroupSummary::rewardStd).reversed());

    private final Comparator<GroupSummary> comparator;

    GroupOrder(Comparator<GroupSummary> comparator) {
        this.comparator = comparator.thenComparing(
                Comparator.comparing(GroupSummary::closedAt).reversed());
    }

    Comparator<GroupSummary> comparator() {
        return comparator;
    }

    /** @throws IllegalArgumentException if there is no such order */
    public static GroupOrder of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
