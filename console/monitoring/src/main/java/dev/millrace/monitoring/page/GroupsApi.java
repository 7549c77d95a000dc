package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.groups.Credit;
import dev.millrace.monitoring.groups.Filter;
import dev.millrace.monitoring.groups.FilterException;
import dev.millrace.monitoring.groups.GroupDrop;
import dev.millrace.monitoring.groups.GroupFacets;
import dev.millrace.monitoring.groups.GroupLog;
import dev.millrace.monitoring.groups.GroupPage;
import dev.millrace.monitoring.groups.GroupQuery;
import dev.millrace.monitoring.groups.GroupRow;
import dev.millrace.monitoring.groups.GroupSort;
import dev.millrace.monitoring.groups.GroupView;
import dev.millrace.monitoring.groups.PlacedExperience;
import dev.millrace.monitoring.watch.GroupReader;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.GroupParts;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a run: their table, chosen by a filter, which is evaluated here so that a phone need not hold all of it and
 * any program may ask the same; what is older, from the log; and one group whole. Thread-safe.
 */
final class GroupsApi implements AutoCloseable {

    private static final int MOST_ROWS = 500;
    private static final int MOST_DRAWN = 4;

    /** Groups are read from the log one after the other, by threads of the server: most of them stay for others. */
    private static final int MOST_READS = 8;

    private final RunWatch watch;
    private final GroupLog log;
    private final GroupReader reader;
    private final GroupRowJson rows;
    private final GroupJson whole;
    private final ObjectMapper json;
    private final Semaphore reads = new Semaphore(MOST_READS);

    /** Owns the log and the reader. */
    GroupsApi(RunWatch watch, GroupLog log, GroupReader reader, GroupJson whole, ObjectMapper json) {
        this.watch = watch;
        this.log = log;
        this.reader = reader;
        this.whole = whole;
        this.json = json;
        this.rows = new GroupRowJson(json);
    }

    void serve(RoutesConfig routes) {
        routes.get("/api/groups", request -> asked(request, () -> table(request)));
        routes.get("/api/groups/facets", request -> asked(request, () -> rows.facets(GroupFacets.of(watch.groups()))));
        routes.get("/api/groups/older", request -> asked(request, () -> fromLog(() -> older(request))));
        routes.get("/api/group", request -> asked(request, () -> fromLog(() -> group(request))));
        routes.get("/api/group/latents", request -> asked(request, () -> fromLog(() -> latents(request))));
        routes.get("/api/group/drawn", request -> asked(request, () -> fromLog(() -> drawn(request))));
    }

    /** Makes an answer. */
    @FunctionalInterface
    private interface Answer {
        JsonNode make() throws FilterException, Refusal;
    }

    /** An answer that is no answer. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final HttpStatus status;

        Refusal(HttpStatus status, String why) {
            super(why);
            this.status = status;
        }
    }

    private void asked(Context request, Answer answer) {
        JsonNode node;
        try {
            node = answer.make();
        } catch (FilterException e) {
            request.status(HttpStatus.BAD_REQUEST);
            node = error(e).put("at", e.at()).put("length", e.length());
        } catch (IllegalArgumentException e) {
            request.status(HttpStatus.BAD_REQUEST);
            node = error(e);
        } catch (Refusal e) {
            request.status(e.status);
            if (e.status == HttpStatus.SERVICE_UNAVAILABLE) {
                request.header("Retry-After", "2");
            }
            node = error(e);
        }
        request.contentType("application/json; charset=utf-8").result(node.toString());
    }

    private ObjectNode error(Exception cause) {
        return json.createObjectNode().put("error", String.valueOf(cause.getMessage()));
    }

    private JsonNode fromLog(Answer answer) throws FilterException, Refusal {
        if (!reads.tryAcquire()) {
            throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "too many groups are read at this moment");
        }
        try {
            return answer.make();
        } finally {
            reads.release();
        }
    }

    private JsonNode table(Context request) throws FilterException {
        GroupView view = view(request);
        String sort = request.queryParam("sort");
        Long until = number(request, "until");
        List<GroupRow> all = watch.groups();
        GroupPage page = new GroupQuery(
                        view,
                        filter(request),
                        sort == null ? view.order() : GroupSort.of(sort),
                        "up".equals(request.queryParam("way")),
                        until == null ? null : Instant.ofEpochMilli(until),
                        whole(request, "from", 0),
                        Math.min(MOST_ROWS, whole(request, "most", 100)))
                .page(all);
        ObjectNode node = json.createObjectNode();
        node.put("total", page.total()).put("newer", page.newer()).put("remembered", page.remembered());
        node.put(
                "newest",
                all.stream().mapToLong(row -> row.at().toEpochMilli()).max().orElse(0));
        node.put(
                "before",
                all.stream()
                        .flatMap(row -> row.credit().stream())
                        .mapToLong(Credit::offset)
                        .min()
                        .orElse(0));
        node.set("rows", rows.rows(page.rows()));
        return node;
    }

    private JsonNode older(Context request) throws FilterException, Refusal {
        Long before = number(request, "before");
        if (before == null) {
            throw new IllegalArgumentException("before must be an offset of experience");
        }
        GroupLog.Older older = log.before(before, view(request), filter(request));
        ObjectNode node = json.createObjectNode();
        node.put("before", older.before()).put("first", older.isFirst()).put("read", older.read());
        node.set("rows", rows.rows(older.rows()));
        return node;
    }

    private JsonNode group(Context request) throws Refusal {
        String id = id(request);
        Optional<GroupRow> row = row(id);
        Optional<PlacedExperience> placed = experience(request, id, row);
        if (placed.isPresent()) {
            boolean isBrief = "answers".equals(request.queryParam("parts"));
            Experience experience = placed.get().experience();
            GroupParts parts = isBrief ? reader.answers(experience) : reader.read(experience);
            return whole.credited(parts, placed.get(), drops(row));
        }
        if (row.isPresent() && row.get().credit().isEmpty()) {
            Instant from = log.publishedAt(id).orElse(row.get().at());
            return whole.dropped(reader.readDropped(id, from, row.get().at()), row.get());
        }
        throw new Refusal(HttpStatus.NOT_FOUND, watch.whyNotThere(id));
    }

    private JsonNode drawn(Context request) throws Refusal {
        String id = id(request);
        List<String> hashes = experience(request, id, row(id))
                .map(found -> reader.drawn(found.experience(), MOST_DRAWN))
                .orElse(List.of());
        watch.drawn(id, hashes);
        ArrayNode node = json.createArrayNode();
        hashes.forEach(node::add);
        return node;
    }

    private JsonNode latents(Context request) throws Refusal {
        String id = id(request);
        int index = whole(request, "index", 0);
        FlowTrace flow = experience(request, id, row(id))
                .flatMap(found -> reader.trajectory(found.experience(), index))
                .map(Trajectory::getFlow)
                .orElse(null);
        if (flow == null) {
            throw new Refusal(HttpStatus.NOT_FOUND, "no denoising steps of drawing " + index + " are on the log");
        }
        return LatentsJson.of(flow, json);
    }

    private Optional<GroupRow> row(String id) {
        return watch.group(id);
    }

    private static List<GroupDrop> drops(Optional<GroupRow> row) {
        return row.map(GroupRow::drops).orElse(List.of());
    }

    /** Its record: where the row says, or whoever asks, or from the time of its prompt on. */
    private Optional<PlacedExperience> experience(Context request, String id, Optional<GroupRow> row) {
        if (!id.startsWith(watch.runId().value() + "/")
                || row.filter(known -> known.credit().isEmpty()).isPresent()) {
            return Optional.empty();
        }
        Long at = row.flatMap(GroupRow::credit).map(Credit::offset).orElse(number(request, "at"));
        Optional<PlacedExperience> there = at == null ? Optional.empty() : log.at(at, id);
        return there.isPresent() ? there : log.find(id);
    }

    private static String id(Context request) {
        String id = request.queryParam("id");
        return id == null ? "" : id;
    }

    private static GroupView view(Context request) {
        String view = request.queryParam("view");
        return view == null ? GroupView.ALL : GroupView.of(view);
    }

    private static Filter filter(Context request) throws FilterException {
        String filter = request.queryParam("q");
        return Filter.parse(filter == null ? "" : filter);
    }

    private static int whole(Context request, String name, int standard) {
        Long given = number(request, name);
        return given == null ? standard : (int) Math.min(Integer.MAX_VALUE, given);
    }

    private static @Nullable Long number(Context request, String name) {
        String text = request.queryParam(name);
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,15}")) {
            throw new IllegalArgumentException(name + " must be a whole number from 0");
        }
        return Long.valueOf(text);
    }

    @Override
    public void close() {
        try (log;
                reader) {
            // Each is closed, whatever the other throws.
        }
    }
}
