package dev.millrace.monitoring.rewards;

import java.util.NavigableMap;
import java.util.TreeMap;

/** Rewards as counts in bins of one width, with their sum. Not thread-safe. */
final class RewardTally {

    private final NavigableMap<Integer, Integer> bins = new TreeMap<>();
    private long count;
    private double sum;

    void add(int bin, double reward) {
        bins.merge(bin, 1, Integer::sum);
        count++;
        sum += reward;
    }

    void addAll(RewardTally other) {
        other.bins.forEach((bin, number) -> bins.merge(bin, number, Integer::sum));
        count += other.count;
        sum += other.sum;
    }

    /** Bins become twice as wide. */
    void widen() {
        NavigableMap<Integer, Integer> wide = new TreeMap<>();
        bins.forEach((bin, number) -> wide.merge(Math.floorDiv(bin, 2), number, Integer::sum));
        bins.clear();
        bins.putAll(wide);
    }

    int in(int bin) {
        return bins.getOrDefault(bin, 0);
    }

    long count() {
        return count;
    }

    double mean() {
        return sum / count;
    }
}
