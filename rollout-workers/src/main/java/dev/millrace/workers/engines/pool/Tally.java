package dev.millrace.workers.engines.pool;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by name. */
public final class Tally {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** One more. */
    public void count(String name) {
        add(name, 1);
    }

    /** So many more. */
    public void add(String name, long many) {
        counts.computeIfAbsent(name, unused -> new LongAdder()).add(many);
    }

    /** All counts, with something in front of each name. */
    public Map<String, Double> figures(String prefix) {
        Map<String, Double> figures = new TreeMap<>();
        counts.forEach((name, count) -> figures.put(prefix + name, (double) count.sum()));
        return figures;
    }
}
