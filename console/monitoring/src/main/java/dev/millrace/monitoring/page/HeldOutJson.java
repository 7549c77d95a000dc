package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.monitor.HeldOutCurve;
import dev.millrace.monitoring.monitor.HeldOutPoint;
import java.util.List;

/** Held-out results as JSON. Pure. */
final class HeldOutJson {

    private final ObjectMapper json;

    HeldOutJson(ObjectMapper json) {
        this.json = json;
    }

    /** Of each evaluator its first, newest and best result. */
    ArrayNode summary(List<HeldOutCurve> curves) {
        ArrayNode all = json.createArrayNode();
        for (HeldOutCurve curve : curves) {
            ObjectNode node = all.addObject();
            node.put("evaluator", curve.evaluator());
            node.put("points", curve.points().size());
            node.put("passed_over", curve.passedOver());
            point(node.putObject("first"), curve.first());
            point(node.putObject("newest"), curve.newest());
            point(node.putObject("best"), curve.best());
        }
        return all;
    }

    private static void point(ObjectNode node, HeldOutPoint point) {
        node.put("version", point.version()).put("step", point.step());
        node.put("at", point.at().toEpochMilli()).put("took_ms", point.took().toMillis());
        node.put("averaged", point.averaged());
        OverviewJson.number(node, "value", point.value());
    }

    /** All results of each evaluator as columns, and one column for each category, null where absent. */
    ArrayNode columns(List<HeldOutCurve> curves) {
        ArrayNode all = json.createArrayNode();
        for (HeldOutCurve curve : curves) {
            ObjectNode node = all.addObject();
            node.put("evaluator", curve.evaluator());
            ArrayNode step = node.putArray("step");
            ArrayNode version = node.putArray("version");
            ArrayNode value = node.putArray("value");
            ObjectNode categories = node.putObject("categories");
            curve.points().stream()
                    .flatMap(point -> point.categories().keySet().stream())
                    .distinct()
                    .sorted()
                    .forEach(categories::putArray);
            for (HeldOutPoint point : curve.points()) {
                step.add(point.step());
                version.add(point.version());
                value.add(point.value());
                categories.properties().forEach(column -> ((ArrayNode) column.getValue())
                        .add(point.categories().get(column.getKey())));
            }
        }
        return all;
    }
}
