package dev.millrace.monitoring.groups;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The numbers of a row that a filter compares. What a row has not is not a number, and passes no comparison. */
enum NumberField {
    REWARD("mean reward of the group", made -> made.mean()),
    SPREAD("standard deviation of its rewards", made -> made.spread()),
    RIGHT("answers with full marks", made -> made.right() < 0 ? Double.NaN : made.right()),
    VERSION("newest policy version among its tokens", made -> made.maxVersion()),
    OLDEST("oldest policy version among its tokens", made -> made.minVersion()),
    /** Asked of the row: a group that was dropped has none that survived. */
    SIZE("trajectories that were sampled", made -> Double.NaN),
    MISSING("trajectories that are not trained", made -> Double.NaN);

    private final String words;
    private final ToDoubleFunction<Credit> ofCredit;

    NumberField(String words, ToDoubleFunction<Credit> ofCredit) {
        this.words = words;
        this.ofCredit = ofCredit;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String words() {
        return words;
    }

    double of(GroupRow row) {
        return switch (this) {
            case SIZE -> row.size();
            case MISSING ->
                row.size()
                        - (row.isDropped()
                                ? 0
                                : row.credit().map(Credit::survivors).orElse(0));
            default -> row.credit().map(ofCredit::applyAsDouble).orElse(Double.NaN);
        };
    }
}
