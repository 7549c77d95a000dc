package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.groups.Credit;
import dev.millrace.monitoring.groups.GroupDrop;
import dev.millrace.monitoring.groups.GroupLog;
import dev.millrace.monitoring.groups.GroupRow;
import dev.millrace.monitoring.groups.PlacedExperience;
import dev.millrace.monitoring.watch.GroupReader;
import dev.millrace.monitoring.watch.GroupReader.Found;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.Trajectory;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One group, with all that the topics hold of it, whether or not it is remembered. Thread-safe. */
final class GroupApi {

    private static final int MOST_DRAWN = 4;

    private final RunWatch watch;
    private final GroupLog log;
    private final GroupReader reader;
    private final GroupAnswers answers;
    private final GroupJson whole;
    private final ObjectMapper json;

    GroupApi(
            RunWatch watch,
            GroupLog log,
            GroupReader reader,
            GroupAnswers answers,
            GroupJson whole,
            ObjectMapper json) {
        this.watch = watch;
        this.log = log;
        this.reader = reader;
        this.answers = answers;
        this.whole = whole;
        this.json = json;
    }

    void serve(RoutesConfig routes) {
        routes.get("/api/group", request -> answers.fromLog(request, () -> group(new GroupRequest(request))));
        routes.get("/api/group/latents", request -> answers.fromLog(request, () -> latents(new GroupRequest(request))));
        routes.get("/api/group/drawn", request -> answers.fromLog(request, () -> drawn(new GroupRequest(request))));
    }

    private JsonNode group(GroupRequest asked) throws Refusal {
        String id = asked.id();
        Optional<GroupRow> row = watch.group(id);
        Optional<PlacedExperience> placed = experience(asked);
        if (placed.isPresent()) {
            Experience experience = placed.get().experience();
            Found found = asked.is("parts", "answers")
                    ? new Found(reader.answers(experience), true)
                    : reader.read(experience);
            List<GroupDrop> drops = row.map(GroupRow::drops).orElse(List.of());
            return told(whole.credited(found.parts(), placed.get(), drops), found);
        }
        if (row.filter(known -> known.credit().isEmpty()).isPresent()) {
            Instant dropped = row.get().at();
            Instant from = log.publishedAt(id).orElse(dropped);
            Found found = reader.readDropped(id, from, dropped);
            return told(whole.dropped(found.parts(), row.get()), found);
        }
        throw new Refusal(HttpStatus.NOT_FOUND, watch.whyNotThere(id));
    }

    /** Who reads it shall not take what is missing for what is not there. */
    private static JsonNode told(ObjectNode group, Found found) {
        return found.isWhole() ? group : group.put("cut", true);
    }

    private JsonNode drawn(GroupRequest asked) {
        List<String> hashes = experience(asked)
                .map(found -> reader.drawn(found.experience(), MOST_DRAWN))
                .orElse(List.of());
        watch.drawn(asked.id(), hashes);
        ArrayNode node = json.createArrayNode();
        hashes.forEach(node::add);
        return node;
    }

    private JsonNode latents(GroupRequest asked) throws Refusal {
        int index = asked.whole("index", 0);
        Optional<FlowTrace> flow = experience(asked)
                .flatMap(found -> reader.trajectory(found.experience(), index))
                .map(Trajectory::getFlow);
        if (flow.isEmpty()) {
            throw new Refusal(HttpStatus.NOT_FOUND, "no denoising steps of drawing " + index + " are on the log");
        }
        return LatentsJson.of(flow.get(), json);
    }

    /** Its record: where the row says, or whoever asks, or from the time of its prompt on. */
    private Optional<PlacedExperience> experience(GroupRequest asked) {
        String id = asked.id();
        Optional<GroupRow> row = watch.group(id);
        boolean isDropped = row.filter(known -> known.credit().isEmpty()).isPresent();
        if (isDropped || !id.startsWith(watch.runId().value() + "/")) {
            return Optional.empty();
        }
        Long at = row.flatMap(GroupRow::credit).map(Credit::offset).orElse(asked.number("at"));
        Optional<PlacedExperience> there = at == null ? Optional.empty() : log.at(at, id);
        return there.isPresent() ? there : log.find(id);
    }
}
