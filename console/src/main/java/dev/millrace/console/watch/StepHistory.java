package dev.millrace.console.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The steps of every run on the topic, in their order, the newest {@value #MOST} of each. Not thread-safe. */
final class StepHistory {

    static final int MOST = 50_000;

    private final Map<String, List<StepRow>> byRun = new TreeMap<>();

    void add(String run, StepRow row) {
        List<StepRow> rows = byRun.computeIfAbsent(run, name -> new ArrayList<>());
        // A run that was begun anew under the same name leaves what it had.
        if (!rows.isEmpty() && rows.get(rows.size() - 1).step() >= row.step()) {
            rows.removeIf(older -> older.step() >= row.step());
        }
        rows.add(row);
        if (rows.size() > MOST) {
            rows.subList(0, MOST / 10).clear();
        }
    }

    List<String> runs() {
        return List.copyOf(byRun.keySet());
    }

    List<StepRow> of(String run) {
        return List.copyOf(byRun.getOrDefault(run, List.of()));
    }

    /** The steps of a run after a step, oldest first. */
    List<StepRow> after(String run, int step) {
        List<StepRow> rows = byRun.getOrDefault(run, List.of());
        int from = rows.size();
        while (from > 0 && rows.get(from - 1).step() > step) {
            from--;
        }
        return List.copyOf(rows.subList(from, rows.size()));
    }
}
