package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.groups.Credit;
import dev.millrace.monitoring.groups.GroupDrop;
import dev.millrace.monitoring.groups.GroupFacets;
import dev.millrace.monitoring.groups.GroupRow;
import dev.millrace.monitoring.groups.PromptRow;
import java.util.List;
import java.util.Map;

/** Rows of the table of groups as JSON. What is not known is absent, or null. Pure. */
final class GroupRowJson {

    private final ObjectMapper json;

    GroupRowJson(ObjectMapper json) {
        this.json = json;
    }

    ArrayNode rows(List<GroupRow> rows) {
        ArrayNode list = json.createArrayNode();
        rows.forEach(row -> row(list.addObject(), row));
        return list;
    }

    private static void row(ObjectNode node, GroupRow row) {
        node.put("id", row.id()).put("prompt_id", row.promptId()).put("category", row.category());
        node.put("size", row.size()).put("closed", row.closed()).put("deadline", row.isByDeadline());
        node.put("at", row.at().toEpochMilli());
        row.credit().ifPresent(credit -> credit(node, credit));
        PromptRow prompt = row.prompt();
        if (prompt != null) {
            node.put("task", prompt.task()).put("text", prompt.text());
            ArrayNode images = node.putArray("images");
            prompt.images().forEach(images::add);
        }
        ArrayNode drawn = node.putArray("drawn");
        row.notes().drawn().forEach(drawn::add);
        ArrayNode failed = node.putArray("failed");
        row.failed().forEach(failed::add);
        drops(node.putArray("drops"), row.drops());
    }

    private static void credit(ObjectNode node, Credit credit) {
        node.put("offset", credit.offset()).put("survivors", credit.survivors());
        OverviewJson.number(node, "mean", credit.mean());
        OverviewJson.number(node, "std", credit.spread());
        node.put("min_version", credit.minVersion()).put("max_version", credit.maxVersion());
        if (credit.right() >= 0) {
            node.put("right", credit.right());
        }
        ArrayNode rewards = node.putArray("rewards");
        for (int i = 0; i < credit.rewards().length(); i++) {
            float reward = credit.rewards().at(i);
            if (Float.isFinite(reward)) {
                rewards.add(reward);
            } else {
                rewards.addNull();
            }
        }
        ObjectNode scorers = node.putObject("scorers");
        credit.means().forEach((scorer, mean) -> OverviewJson.number(scorers, scorer, mean));
    }

    static void drops(ArrayNode list, List<GroupDrop> drops) {
        for (GroupDrop drop : drops) {
            ObjectNode node = list.addObject();
            drop.indices().forEach(node.putArray("indices")::add);
            node.put("reason", drop.reason())
                    .put("detail", drop.detail())
                    .put("by", drop.by())
                    .put("trajectories", drop.trajectories())
                    .put("whole", drop.whole())
                    .put("version", drop.version())
                    .put("at", drop.at().toEpochMilli())
                    .put("partition", drop.partition())
                    .put("offset", drop.offset());
        }
    }

    ObjectNode facets(GroupFacets facets) {
        ObjectNode node = json.createObjectNode();
        ObjectNode words = node.putObject("words");
        facets.words().forEach((field, values) -> counts(words.putObject(field), values));
        ObjectNode numbers = node.putObject("numbers");
        facets.numbers().forEach(numbers::put);
        counts(node.putObject("scorers"), facets.scorers());
        return node;
    }

    private static void counts(ObjectNode node, Map<String, Integer> counts) {
        counts.forEach(node::put);
    }
}
