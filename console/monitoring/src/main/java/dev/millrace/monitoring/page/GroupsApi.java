package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.groups.Credit;
import dev.millrace.monitoring.groups.FilterException;
import dev.millrace.monitoring.groups.GroupFacets;
import dev.millrace.monitoring.groups.GroupLog;
import dev.millrace.monitoring.groups.GroupPage;
import dev.millrace.monitoring.groups.GroupQuery;
import dev.millrace.monitoring.groups.GroupRow;
import dev.millrace.monitoring.groups.GroupSort;
import dev.millrace.monitoring.groups.GroupView;
import dev.millrace.monitoring.watch.RunWatch;
import io.javalin.config.RoutesConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of groups, chosen by a filter, which is evaluated here so that a phone need not hold all of it and any program
 * may ask the same; and what is older, from the log. Thread-safe.
 */
final class GroupsApi {

    private static final int MOST_ROWS = 500;
    private static final Duration FACETS_LIFE = Duration.ofSeconds(3);

    private final RunWatch watch;
    private final GroupLog log;
    private final GroupAnswers answers;
    private final GroupRowJson rows;
    private final ObjectMapper json;
    private volatile @Nullable Facets facets;

    GroupsApi(RunWatch watch, GroupLog log, GroupAnswers answers, ObjectMapper json) {
        this.watch = watch;
        this.log = log;
        this.answers = answers;
        this.json = json;
        this.rows = new GroupRowJson(json);
    }

    void serve(RoutesConfig routes) {
        routes.get("/api/groups", request -> answers.give(request, () -> table(new GroupRequest(request))));
        routes.get("/api/groups/facets", request -> answers.give(request, this::facets));
        routes.get("/api/groups/older", request -> answers.fromLog(request, () -> older(new GroupRequest(request))));
    }

    private record Facets(JsonNode node, long madeAt) {}

    /** Made anew when they are some seconds old: many may type at once. */
    private JsonNode facets() {
        Facets known = facets;
        if (known == null || System.nanoTime() - known.madeAt() > FACETS_LIFE.toNanos()) {
            known = new Facets(rows.facets(GroupFacets.of(watch.groups())), System.nanoTime());
            facets = known;
        }
        return known.node();
    }

    private JsonNode table(GroupRequest asked) throws FilterException {
        GroupView view = asked.view();
        String sort = asked.word("sort");
        Long until = asked.number("until");
        List<GroupRow> all = watch.groups();
        GroupPage page = new GroupQuery(
                        view,
                        asked.filter(),
                        sort == null ? view.order() : GroupSort.of(sort),
                        asked.is("way", "up"),
                        until == null ? null : Instant.ofEpochMilli(until),
                        asked.whole("from", 0),
                        Math.min(MOST_ROWS, asked.whole("most", 100)))
                .page(all);
        ObjectNode node = json.createObjectNode();
        node.put("total", page.total()).put("newer", page.newer()).put("remembered", page.remembered());
        node.put(
                "newest",
                all.stream().mapToLong(row -> row.at().toEpochMilli()).max().orElse(0));
        node.put("before", oldestOffset(all));
        node.set("rows", rows.rows(page.rows()));
        return node;
    }

    /** Before it begins what is only on the log. */
    private static long oldestOffset(List<GroupRow> all) {
        return all.stream()
                .flatMap(row -> row.credit().stream())
                .mapToLong(Credit::offset)
                .min()
                .orElse(0);
    }

    private JsonNode older(GroupRequest asked) throws FilterException {
        Long before = asked.number("before");
        if (before == null) {
            throw new IllegalArgumentException("before must be an offset of experience");
        }
        GroupLog.Older older = log.before(before, asked.view(), asked.filter());
        ObjectNode node = json.createObjectNode();
        node.put("before", older.before()).put("first", older.isFirst()).put("read", older.read());
        node.set("rows", rows.rows(older.rows()));
        return node;
    }
}
