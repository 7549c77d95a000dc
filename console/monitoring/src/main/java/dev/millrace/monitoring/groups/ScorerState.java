package dev.millrace.monitoring.groups;

import java.util.Locale;

/** What a scorer did at a group. */
enum ScorerState {
    /** It scored something of it. */
    SCORED,
    /** It scored some of the trajectories that survived, and not others. */
    ABSTAINED,
    /** It failed at something of it. */
    FAILED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean holds(GroupRow row, String scorer) {
        return switch (this) {
            case SCORED ->
                row.credit().filter(made -> made.means().containsKey(scorer)).isPresent();
            case ABSTAINED ->
                row.credit().filter(made -> made.silent().contains(scorer)).isPresent();
            case FAILED ->
                row.failed().contains(scorer) || row.drops().stream().anyMatch(drop -> drop.isFailureOf(scorer));
        };
    }
}
