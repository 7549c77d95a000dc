package dev.millrace.monitoring.monitor;

import dev.millrace.schemas.avro.HeldOutResult;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The held-out results of one run, by evaluator. Results of steps that the learner has gone back behind are left out: what it does
 * again is judged again. Not thread-safe.
 */
public final class HeldOutCurves {

    /** Points of a curve; of a longer one every other of the older half goes. */
    static final int MOST = 2_000;

    private final SortedMap<String, List<HeldOutPoint>> points = new TreeMap<>();

    /** Takes a result of the run, in the order of the log; one that is given again is passed over. */
    public void add(HeldOutResult result) {
        HeldOutPoint point = HeldOutPoint.of(result);
        List<HeldOutPoint> curve = points.computeIfAbsent(result.getEvaluator(), name -> new ArrayList<>());
        if (!curve.isEmpty() && curve.get(curve.size() - 1).version() >= point.version()) {
            return;
        }
        curve.removeIf(earlier -> earlier.step() >= point.step());
        curve.add(point);
        if (curve.size() > MOST) {
            thin(curve);
        }
    }

    /** The first stays, and so does the best. */
    private static void thin(List<HeldOutPoint> curve) {
        HeldOutPoint best = new HeldOutCurve("", curve).best();
        List<HeldOutPoint> kept = new ArrayList<>();
        for (int i = 0; i < curve.size(); i++) {
            if (i % 2 == 0 || i > curve.size() / 2 || curve.get(i).equals(best)) {
                kept.add(curve.get(i));
            }
        }
        curve.clear();
        curve.addAll(kept);
    }

    /** The curves, by the names of their evaluators. */
    public List<HeldOutCurve> all() {
        return points.entrySet().stream()
                .map(entry -> new HeldOutCurve(entry.getKey(), entry.getValue()))
                .toList();
    }
}
