package dev.millrace.monitoring.groups;

import java.util.Locale;

/** Parts of the table that are looked at often. */
public enum GroupView {
    ALL,
    /** One or two of the group are right, and not all: what the policy may learn next. */
    NEAR,
    /** Those that differ, the most disputed of each task first. */
    DISPUTED,
    /** Something of it will not be trained, for a reason. */
    DROPPED;

    private static final int FEW = 2;

    /** @throws IllegalArgumentException if there is no such view */
    public static GroupView of(String name) {
        for (GroupView each : values()) {
            if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new IllegalArgumentException("“" + name + "” is no view; there are all, near, disputed and dropped");
    }

    boolean shows(GroupRow row) {
        return switch (this) {
            case ALL -> true;
            case NEAR ->
                row.credit()
                        .filter(made -> made.right() >= 1 && made.right() <= FEW && made.right() < made.survivors())
                        .isPresent();
            case DISPUTED -> row.credit().filter(made -> made.spread() > 0).isPresent();
            case DROPPED -> !row.drops().isEmpty();
        };
    }

    /** The order in which it is shown where none is chosen. */
    public GroupSort order() {
        return this == DISPUTED ? GroupSort.DISPUTED : GroupSort.CLOSED;
    }
}
