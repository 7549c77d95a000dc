package dev.millrace.monitoring.groups;

import java.util.ArrayList;
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
        switch (this) {
            case CLOSED -> rows.sort(isRising ? NEWEST.reversed() : NEWEST);
            case PROMPT -> rows.sort(words(isRising, GroupSort::text));
            case CATEGORY -> rows.sort(words(isRising, GroupRow::category));
            case TASK ->
                rows.sort(words(
                        isRising,
                        row -> row.prompt() == null ? null : row.prompt().task()));
            case DISPUTED -> byNumber(rows, isRising, share(rows));
            case REWARD -> byNumber(rows, isRising, NumberField.REWARD::of);
            case SPREAD -> byNumber(rows, isRising, NumberField.SPREAD::of);
            case RIGHT -> byNumber(rows, isRising, NumberField.RIGHT::of);
            case VERSION -> byNumber(rows, isRising, NumberField.VERSION::of);
            case SIZE -> byNumber(rows, isRising, NumberField.SIZE::of);
        }
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

    /** A row with the number that it is sorted by, which is worked out once. */
    private record Keyed(double key, GroupRow row) {}

    private static void byNumber(List<GroupRow> rows, boolean isRising, ToDoubleFunction<GroupRow> number) {
        List<Keyed> keyed = new ArrayList<>(rows.size());
        for (GroupRow row : rows) {
            double value = number.applyAsDouble(row);
            keyed.add(new Keyed(Double.isNaN(value) ? Double.POSITIVE_INFINITY : isRising ? value : -value, row));
        }
        keyed.sort(Comparator.comparingDouble(Keyed::key).thenComparing(Keyed::row, NEWEST));
        for (int i = 0; i < keyed.size(); i++) {
            rows.set(i, keyed.get(i).row());
        }
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
