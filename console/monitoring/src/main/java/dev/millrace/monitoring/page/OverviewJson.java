package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.monitor.ServerRow;
import dev.millrace.monitoring.watch.Edge;
import dev.millrace.monitoring.watch.OpenGroup;
import dev.millrace.monitoring.watch.Overview;
import dev.millrace.monitoring.watch.RunState;
import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.monitoring.watch.WorkerRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run at one moment as JSON. Times are milliseconds since 1970; what is not finite is null. Pure. */
final class OverviewJson {

    private final ObjectMapper json;

    OverviewJson(ObjectMapper json) {
        this.json = json;
    }

    ObjectNode of(Overview run, List<Alarm> alarms) {
        ObjectNode node = json.createObjectNode();
        node.put("at", run.at().toEpochMilli());
        node.put("ready", run.ready());
        node.put("counted", run.counted());
        state(node.putObject("state"), run.state());
        run.newest().ifPresent(step -> step(node.putObject("step"), step));
        accounting(node.putObject("accounting"), run);
        ArrayNode edges = node.putArray("edges");
        run.edges().forEach(edge -> edge(edges.addObject(), edge));
        node.put("tokens_per_second", run.tokensPerSecond());
        ObjectNode groups = node.putObject("groups");
        groups.put("open", run.groupsOpen());
        counts(groups.putObject("closed"), run.groupsClosed());
        counts(groups.putObject("dropped"), run.groupsDropped());
        number(groups, "age_ms", run.groupAgeMs());
        ArrayNode oldest = node.putArray("oldest");
        run.oldest().forEach(group -> open(oldest.addObject(), group));
        ArrayNode workers = node.putArray("workers");
        run.workers().forEach(worker -> worker(workers.addObject(), worker));
        ArrayNode servers = node.putArray("servers");
        run.servers().forEach(server -> server(servers.addObject(), server));
        node.set("held_out", new HeldOutJson(json).summary(run.heldOut()));
        counts(node.putObject("scores"), run.scorers());
        numbers(node.putObject("scorer_ms"), run.scorerLatencyMs());
        node.put("headline", run.headline());
        numbers(node.putObject("categories"), run.byCategory());
        node.put("late", run.late());
        node.put("dead_letters", run.deadLetters());
        node.put("unreadable", run.unreadable());
        node.put("refused", run.refused());
        node.put("abandoned_steps", run.abandonedSteps());
        ArrayNode told = node.putArray("alarms");
        for (Alarm alarm : alarms) {
            told.addObject()
                    .put("name", alarm.name())
                    .put("severity", alarm.severity().name().toLowerCase(Locale.ROOT))
                    .put("text", alarm.text());
        }
        return node;
    }

    /** Steps as columns: {@code step}, {@code at}, {@code skipped}, and one column for each metric, null where absent. */
    ObjectNode columns(List<StepRow> rows) {
        ObjectNode node = json.createObjectNode();
        ArrayNode step = node.putArray("step");
        ArrayNode at = node.putArray("at");
        ArrayNode skipped = node.putArray("skipped");
        ObjectNode metrics = node.putObject("metrics");
        rows.stream()
                .flatMap(row -> row.metrics().keySet().stream())
                .distinct()
                .sorted()
                .forEach(metrics::putArray);
        for (StepRow row : rows) {
            step.add(row.step());
            at.add(row.at().toEpochMilli());
            skipped.add(row.skipped() ? 1 : 0);
            metrics.properties().forEach(column -> {
                Double value = row.metrics().get(column.getKey());
                ArrayNode values = (ArrayNode) column.getValue();
                if (value == null || !Double.isFinite(value)) {
                    values.addNull();
                } else {
                    values.add((double) value);
                }
            });
        }
        return node;
    }

    private static void state(ObjectNode node, RunState state) {
        node.put("name", state.kind().word()).put("over", state.isOver());
        node.put("trained_ms", state.trained().toMillis()).put("total_steps", state.totalSteps());
        state.end().ifPresent(end -> node.put("end", end.toEpochMilli()));
    }

    private static void step(ObjectNode node, StepRow step) {
        node.put("step", step.step()).put("version", step.version()).put("lineage", step.lineage());
        node.put("at", step.at().toEpochMilli());
        numbers(node.putObject("metrics"), step.metrics());
    }

    private static void accounting(ObjectNode node, Overview run) {
        node.put("published", run.accounting().published());
        node.put("trained", run.accounting().trained());
        node.put("pending", run.accounting().pending());
        node.put("imbalance", run.accounting().imbalance());
        node.put("abandoned", run.accounting().abandoned());
        counts(node.putObject("dropped"), run.accounting().dropped());
    }

    private static void edge(ObjectNode node, Edge edge) {
        node.put("topic", edge.topic()).put("from", edge.from()).put("to", edge.to());
        node.put("rate", edge.perSecond()).put("lag", edge.lag());
    }

    private static void open(ObjectNode node, OpenGroup group) {
        node.put("id", group.id()).put("since", group.since().toEpochMilli());
        node.put("size", group.size()).put("arrived", group.arrived());
        ObjectNode missing = node.putObject("missing");
        group.missing().forEach(missing::put);
    }

    private static void worker(ObjectNode node, WorkerRow worker) {
        node.put("name", worker.name()).put("version", worker.version());
        node.put("trajectories", worker.trajectories()).put("rate", worker.recent());
        node.put("seen", worker.lastSeen().toEpochMilli());
    }

    private static void server(ObjectNode node, ServerRow server) {
        node.put("name", server.name()).put("workers", server.workers()).put("versions", server.versions());
        node.put("in_flight", server.inFlight()).put("window", server.window());
        node.put("running", server.running()).put("waiting", server.waiting());
        number(node, "cache", server.cache());
        number(node, "tokens_per_second", server.tokensPerSecond());
        node.put("answers", server.answers());
        counts(node.putObject("refused"), server.refused());
        node.put("state", server.state().words());
    }

    private static void counts(ObjectNode node, Map<String, Long> counts) {
        counts.forEach(node::put);
    }

    private static void numbers(ObjectNode node, Map<String, Double> numbers) {
        numbers.forEach((name, value) -> number(node, name, value));
    }

    static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
