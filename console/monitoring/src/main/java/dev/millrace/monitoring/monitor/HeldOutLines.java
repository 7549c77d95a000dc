package dev.millrace.monitoring.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Held-out results as lines of a screen. Pure. */
final class HeldOutLines {

    private static final int MOST = 3;
    private static final int BARS = 24;

    private HeldOutLines() {}

    /** A line for each evaluator, the first behind a label; none where nobody evaluates. */
    static List<String> of(List<HeldOutCurve> curves) {
        List<String> lines = new ArrayList<>();
        for (HeldOutCurve curve : curves.subList(0, Math.min(MOST, curves.size()))) {
            lines.add((lines.isEmpty() ? "held out  " : "          ") + line(curve));
        }
        if (curves.size() > MOST) {
            lines.add("          and " + (curves.size() - MOST) + " more");
        }
        return lines;
    }

    private static String line(HeldOutCurve curve) {
        HeldOutPoint newest = curve.newest();
        HeldOutPoint best = curve.best();
        return String.format(
                Locale.ROOT,
                "%s %.3f at version %d   %s   %s",
                curve.evaluator(),
                newest.value(),
                newest.version(),
                best.equals(newest)
                        ? "the best so far"
                        : String.format(Locale.ROOT, "best %.3f at version %d", best.value(), best.version()),
                Screen.sparkline(
                        curve.points().stream().map(HeldOutPoint::value).toList(), BARS));
    }
}
