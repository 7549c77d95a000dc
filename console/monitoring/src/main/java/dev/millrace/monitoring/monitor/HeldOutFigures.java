package dev.millrace.monitoring.monitor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Held-out results as figures by the names of our metrics, for Prometheus. Pure. */
public final class HeldOutFigures {

    /** What the names of all begin with; the evaluator's name follows. */
    public static final String PREFIX = "evaluations/";

    /** Before a category and its family, of the shares that were right. */
    private static final String SHARES = "held_out/";

    private HeldOutFigures() {}

    /** The newest and the best result of each evaluator. */
    public static Map<String, Double> of(List<HeldOutCurve> curves) {
        Map<String, Double> figures = new HashMap<>();
        for (HeldOutCurve curve : curves) {
            String of = PREFIX + curve.evaluator() + "/";
            figures.put(of + "value", curve.newest().value());
            figures.put(of + "version", (double) curve.newest().version());
            figures.put(of + "best_value", curve.best().value());
            figures.put(of + "best_version", (double) curve.best().version());
            figures.put(of + "seconds", curve.newest().took().toMillis() / 1000.0);
        }
        return figures;
    }

    /** Shares that were right in the newest result of one evaluator, by category. */
    public static Map<String, Double> shares(HeldOutCurve curve) {
        Map<String, Double> figures = new HashMap<>();
        curve.newest().categories().forEach((name, share) -> {
            int slash = name.indexOf('/');
            figures.put(SHARES + name.substring(slash + 1).replace('/', '_') + "/" + name.substring(0, slash), share);
        });
        return figures;
    }
}
