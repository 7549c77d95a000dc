package dev.millrace.monitoring.rewards;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rewards by step, category and bin. However long a run is and whatever its rewards are, this stays small: there are at most
 * {@value #MOST_COLUMNS} columns (beyond, two neighbours become one), {@value #MOST_BINS} bins (beyond, they become twice as
 * wide) and {@value #MOST_CATEGORIES} categories (beyond, they count as {@value #OTHERS}). Counts are added up; nothing is
 * left out. Not thread-safe.
 */
public final class RewardColumns {

    static final int MOST_COLUMNS = 240;
    static final int MOST_BINS = 64;
    static final int MOST_CATEGORIES = 32;
    static final String OTHERS = "other categories";

    private static final double FINEST = 1.0 / 32;

    private final NavigableMap<Integer, Map<String, RewardTally>> columns = new TreeMap<>();
    private final SortedSet<String> categories = new TreeSet<>();
    private int stride = 1;
    private double width = FINEST;
    private int lowest = Integer.MAX_VALUE;
    private int highest = Integer.MIN_VALUE;

    /** @param step from 1 */
    void add(int step, String category, double reward) {
        if (!Double.isFinite(reward)) {
            return;
        }
        fit(reward);
        String under = categories.contains(category) || categories.size() < MOST_CATEGORIES ? category : OTHERS;
        categories.add(under);
        columns.computeIfAbsent((step - 1) / stride, column -> new TreeMap<>())
                .computeIfAbsent(under, any -> new RewardTally())
                .add(bin(reward), reward);
        while (columns.size() > MOST_COLUMNS) {
            narrow();
        }
    }

    private int bin(double reward) {
        // A reward that is a multiple of the width stays on its side of the border whatever its last bit says.
        return (int) Math.floor(reward / width + 1e-9);
    }

    private void fit(double reward) {
        lowest = Math.min(lowest, bin(reward));
        highest = Math.max(highest, bin(reward));
        while (highest - lowest >= MOST_BINS) {
            width *= 2;
            columns.values().forEach(column -> column.values().forEach(RewardTally::widen));
            lowest = Math.floorDiv(lowest, 2);
            highest = Math.floorDiv(highest, 2);
        }
    }

    private void narrow() {
        stride *= 2;
        NavigableMap<Integer, Map<String, RewardTally>> wide = new TreeMap<>();
        columns.forEach((column, tallies) -> {
            Map<String, RewardTally> into = wide.computeIfAbsent(column / 2, any -> new TreeMap<>());
            tallies.forEach((category, tally) ->
                    into.computeIfAbsent(category, any -> new RewardTally()).addAll(tally));
        });
        columns.clear();
        columns.putAll(wide);
    }

    /** The columns of one category, or of all where it is empty. */
    Table of(String category) {
        List<Column> found = new ArrayList<>();
        columns.forEach((place, tallies) -> {
            RewardTally sum = new RewardTally();
            tallies.forEach((name, tally) -> {
                if (category.isEmpty() || category.equals(name)) {
                    sum.addAll(tally);
                }
            });
            if (sum.count() > 0) {
                found.add(column(place * stride + 1, sum));
            }
        });
        return new Table(stride, width, lowest, found);
    }

    private Column column(int first, RewardTally tally) {
        List<Integer> counts = new ArrayList<>();
        for (int bin = lowest; bin <= highest; bin++) {
            counts.add(tally.in(bin));
        }
        return new Column(first, tally.count(), tally.mean(), counts);
    }

    List<String> categories() {
        return List.copyOf(categories);
    }

    /**
     * Counts to be shown.
     *
     * @param stride steps of a column
     * @param width of a bin
     * @param lowest place of the first bin: it begins at this times the width
     */
    public record Table(int stride, double width, int lowest, List<Column> columns) {

        public Table {
            columns = List.copyOf(columns);
        }
    }

    /**
     * One column.
     *
     * @param first its first step
     * @param count rewards in it
     * @param bins counts from the lowest bin on
     */
    public record Column(int first, long count, double mean, List<Integer> bins) {

        public Column {
            bins = List.copyOf(bins);
        }
    }
}
