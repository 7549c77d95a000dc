package dev.millrace.monitoring.monitor;

import java.util.Comparator;
import java.util.List;

/**
 * What one evaluator has found.
 *
 * @param evaluator its name
 * @param points its results in the order of the steps, at least one
 */
public record HeldOutCurve(String evaluator, List<HeldOutPoint> points) {

    public HeldOutCurve {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("evaluator " + evaluator + " has no result, and so no curve");
        }
    }

    /** The first result. */
    public HeldOutPoint first() {
        return points.get(0);
    }

    /** The newest result. */
    public HeldOutPoint newest() {
        return points.get(points.size() - 1);
    }

    /** The best result; of equal ones the older. */
    public HeldOutPoint best() {
        return points.stream()
                .max(Comparator.comparingDouble(HeldOutPoint::value)
                        .thenComparing(HeldOutPoint::version, Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** Versions that were passed over, all together. */
    public long passedOver() {
        return points.stream().mapToLong(HeldOutPoint::passedOver).sum();
    }
}
