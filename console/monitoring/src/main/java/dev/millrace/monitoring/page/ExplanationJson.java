package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.explain.Evidence;
import dev.millrace.monitoring.explain.Explanation;
import dev.millrace.monitoring.watch.RecordPlace;

/** Where a number comes from, as JSON; what is not known is absent. Pure. */
final class ExplanationJson {

    private final ObjectMapper json;

    ExplanationJson(ObjectMapper json) {
        this.json = json;
    }

    ObjectNode of(Explanation told) {
        ObjectNode node = json.createObjectNode();
        node.put("metric", told.metric()).put("words", told.words());
        node.put("from", told.from()).put("prometheus", told.prometheus());
        told.step().ifPresent(step -> node.put("step", step));
        told.value().ifPresent(value -> OverviewJson.number(node, "value", value));
        told.formula().ifPresent(formula -> node.put("formula", formula));
        told.again().ifPresent(value -> OverviewJson.number(node, "again", value));
        told.note().ifPresent(note -> node.put("note", note));
        told.command().ifPresent(command -> node.put("command", command));
        node.put("records", told.records());
        ArrayNode evidence = node.putArray("evidence");
        told.evidence().forEach(each -> record(evidence.addObject(), each));
        return node;
    }

    private static void record(ObjectNode node, Evidence each) {
        place(node, each.place());
        node.put("what", each.what());
        each.group().ifPresent(group -> node.put("group", group));
    }

    static void place(ObjectNode node, RecordPlace place) {
        node.put("record", place.toString()).put("topic", place.topic());
        node.put("partition", place.partition()).put("offset", place.offset());
        node.put("at", place.at().toEpochMilli());
    }
}
