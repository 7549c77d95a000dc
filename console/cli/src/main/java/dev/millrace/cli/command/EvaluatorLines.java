package dev.millrace.cli.command;

import dev.millrace.cli.follow.ResultListener;
import dev.millrace.monitoring.monitor.HeldOutCurve;
import dev.millrace.monitoring.monitor.HeldOutCurves;
import dev.millrace.monitoring.monitor.HeldOutPoint;
import dev.millrace.monitoring.watch.RecordJson;
import dev.millrace.schemas.avro.HeldOutResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says each result of an evaluator in a line. Those of before it began are not said again; the best is the best of all. For the
 * evaluator's thread.
 */
final class EvaluatorLines implements ResultListener {

    private final PrintWriter out;
    private final Optional<PrintWriter> json;
    private final HeldOutCurves curves = new HeldOutCurves();

    /**
     * @param out where lines for people go
     * @param json where whole records go, a JSON object a line
     */
    EvaluatorLines(PrintWriter out, Optional<PrintWriter> json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void known(HeldOutResult result) {
        curves.add(result);
    }

    @Override
    public void published(HeldOutResult result) {
        curves.add(result);
        List<HeldOutCurve> all = curves.all();
        HeldOutCurve curve = all.get(0);
        out.println(line(curve));
        out.flush();
        json.ifPresent(lines -> {
            lines.println(RecordJson.of(result));
            lines.flush();
        });
    }

    private static String line(HeldOutCurve curve) {
        HeldOutPoint newest = curve.newest();
        HeldOutPoint best = curve.best();
        return String.format(
                Locale.ROOT,
                "%s: version %d is right in %.3f, %s; %.1f s%s",
                curve.evaluator(),
                newest.version(),
                newest.value(),
                best.version() == newest.version()
                        ? "the best so far"
                        : String.format(Locale.ROOT, "the best is %.3f of version %d", best.value(), best.version()),
                newest.took().toMillis() / 1000.0,
                newest.passedOver() == 0 ? "" : "; " + newest.passedOver() + " versions passed over");
    }
}
