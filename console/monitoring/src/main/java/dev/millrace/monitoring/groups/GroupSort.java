package dev.millrace.monitoring.groups;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Orders of the table, each from high to low or from new to old; equal ones, the newest first. */
public enum GroupSort {
    CLOSED,
    REWARD,
    SPREAD,
    /** The spread as a share of the widest one among the groups of its task: tasks have scales of their own. */
    DISPUTED,
    RIGHT,
    VERSION,
    SIZE,
    PROMPT,
    CATEGORY,
    TASK;

    private static final Comparator<GroupRow> NEWEST =
            Comparator.comparing(GroupRow::at).reversed().thenComparing(GroupRow::id);

    /** @throws IllegalArgumentException if there is no such order */
    public static GroupSort of(String name) {
        for (GroupSort each : values()) {
            if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new IllegalArgumentException("“" + name + "” is no order; there are closed, reward, spread, disputed,"
                + " right, version, size, prompt, category and task");
    }

    /** Sorts rows in place. What has no value comes last, whichever way. */
    void sort(List<GroupRow> rows, boolean isRising) {
        Comparator<GroupRow> order =
                switch (this) {
                    case CLOSED -> isRising ? NEWEST.reversed() : NEWEST;
                    case PROMPT -> words(isRising, GroupSort::text);
                    case CATEGORY -> words(isRising, GroupRow::category);
                    case TASK ->
                        words(
                                isRising,
                                row -> row.prompt() == null
                                        ? null
                                        : row.prompt().task());
                    case DISPUTED -> numbers(isRising, share(rows));
                    case REWARD -> numbers(isRising, NumberField.REWARD::of);
                    case SPREAD -> numbers(isRising, NumberField.SPREAD::of);
                    case RIGHT -> numbers(isRising, NumberField.RIGHT::of);
                    case VERSION -> numbers(isRising, NumberField.VERSION::of);
                    case SIZE -> numbers(isRising, NumberField.SIZE::of);
                };
        rows.sort(order);
    }

    private static ToDoubleFunction<GroupRow> share(List<GroupRow> rows) {
        Map<String, Double> widest = rows.stream()
                .filter(row -> row.credit().isPresent())
                .collect(Collectors.toMap(GroupSort::task, NumberField.SPREAD::of, Math::max));
        return row -> {
            double most = widest.getOrDefault(task(row), 0.0);
            return most > 0 ? NumberField.SPREAD.of(row) / most : Double.NaN;
        };
    }

    private static String task(GroupRow row) {
        return row.prompt() == null ? "" : row.prompt().task();
    }

    private static @Nullable String text(GroupRow row) {
        return row.prompt() == null ? null : row.prompt().text();
    }

    private static Comparator<GroupRow> numbers(boolean isRising, ToDoubleFunction<GroupRow> number) {
        return Comparator.<GroupRow>comparingInt(row -> Double.isNaN(number.applyAsDouble(row)) ? 1 : 0)
                .thenComparing(Comparator.comparingDouble(
                        row -> isRising ? number.applyAsDouble(row) : -number.applyAsDouble(row)))
                .thenComparing(NEWEST);
    }

    /** A word of a row, which it may not have. */
    private interface Word {
        @Nullable
        String of(GroupRow row);
    }

    /** Words rise where numbers fall: the table begins with A. */
    private static Comparator<GroupRow> words(boolean isRising, Word word) {
        Comparator<String> order = String.CASE_INSENSITIVE_ORDER;
        return Comparator.comparing(word::of, Comparator.nullsLast(isRising ? order.reversed() : order))
                .thenComparing(NEWEST);
    }
}
