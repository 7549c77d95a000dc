package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.watch.RunEvent;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What happened to a run, as JSON, oldest first. Pure. */
final class EventsJson {

    private final ObjectMapper json;

    EventsJson(ObjectMapper json) {
        this.json = json;
    }

    ArrayNode of(List<RunEvent> recorded, List<RunEvent> seen) {
        ArrayNode all = json.createArrayNode();
        Stream.concat(recorded.stream(), seen.stream())
                .sorted(Comparator.comparing(RunEvent::at))
                .forEach(event -> event(all.addObject(), event));
        return all;
    }

    private static void event(ObjectNode node, RunEvent event) {
        node.put("at", event.at().toEpochMilli()).put("step", event.step());
        node.put("kind", event.kind().word()).put("text", event.text());
        event.place().ifPresent(place -> node.put("record", place.toString()));
    }
}
