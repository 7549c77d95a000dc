package dev.millrace.monitoring.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The steps of every run on the topic, in their order, the newest {@value #MOST} of each. Not thread-safe. */
final class StepHistory {

    static final int MOST = 50_000;

    private static final int MOST_REWINDS = 200;

    static final String SECONDS = "perf/time_per_step";

    private final Map<String, List<StepRow>> byRun = new TreeMap<>();
    private final Map<String, Duration> trained = new TreeMap<>();
    private final Map<String, Integer> abandoned = new TreeMap<>();
    private final Map<String, List<RewindRow>> rewinds = new TreeMap<>();
    private final Map<String, Integer> totals = new TreeMap<>();

    void add(String run, StepRow row) {
        List<StepRow> rows = byRun.computeIfAbsent(run, name -> new ArrayList<>());
        // A run that was begun anew under the same name leaves what it had.
        if (!rows.isEmpty() && rows.get(rows.size() - 1).step() >= row.step()) {
            cut(run, row.step() - 1);
        }
        StepRow before = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        trained.merge(run, duration(row, before == null ? null : before.at()), Duration::plus);
        rows.add(row.packedLike(before));
        if (rows.size() > MOST) {
            rows.subList(0, MOST / 10).clear();
        }
    }

    /** The learner has gone back to a step: those after it are abandoned. */
    void rewound(String run, RewindRow rewind) {
        abandoned.merge(run, cut(run, rewind.to()), Integer::sum);
        List<RewindRow> all = rewinds.computeIfAbsent(run, name -> new ArrayList<>());
        all.add(rewind);
        if (all.size() > MOST_REWINDS) {
            all.remove(0);
        }
    }

    /** Rewinds of a run, oldest first. */
    List<RewindRow> rewinds(String run) {
        return List.copyOf(rewinds.getOrDefault(run, List.of()));
    }

    /** Leaves out what is after a step, and says how many that were. */
    private int cut(String run, int last) {
        List<StepRow> rows = byRun.computeIfAbsent(run, name -> new ArrayList<>());
        int before = rows.size();
        rows.removeIf(row -> row.step() > last);
        trained.remove(run);
        Instant at = null;
        for (StepRow kept : rows) {
            trained.merge(run, duration(kept, at), Duration::plus);
            at = kept.at();
        }
        return before - rows.size();
    }

    /** Steps of a run that were abandoned, all its rewinds together. */
    int abandoned(String run) {
        return abandoned.getOrDefault(run, 0);
    }

    /** What a step took, as its learner says; between two steps there may have been a pause. */
    private static Duration duration(StepRow row, @Nullable Instant before) {
        Double seconds = row.metrics().get(SECONDS);
        if (seconds != null && seconds >= 0) {
            return Duration.ofMillis(Math.round(1000 * seconds));
        }
        return before == null || row.at().isBefore(before) ? Duration.ZERO : Duration.between(before, row.at());
    }

    /** How many steps a run is to make, as its newest record says. */
    void total(String run, int steps) {
        totals.put(run, steps);
    }

    /** That number; 0 where there is no end, or none is known. */
    int total(String run) {
        return totals.getOrDefault(run, 0);
    }

    /** The time that all steps of a run took, without the pauses between its learners. */
    Duration trained(String run) {
        return trained.getOrDefault(run, Duration.ZERO);
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
