package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.rewards.RewardColumns.Column;
import dev.millrace.monitoring.rewards.RewardColumns.Table;
import dev.millrace.monitoring.rewards.RewardLog.Counted;

/** Rewards over the steps as JSON: columns of steps, rows of bins, and the mean of each category. Pure. */
final class RewardsJson {

    private final ObjectMapper json;

    RewardsJson(ObjectMapper json) {
        this.json = json;
    }

    ObjectNode of(Counted counted) {
        ObjectNode node = json.createObjectNode();
        OverviewJson.number(node, "read", counted.read());
        if (counted.failure() != null) {
            node.put("failure", counted.failure());
        }
        Table all = counted.all();
        node.put("stride", all.stride()).put("width", all.width()).put("low", all.lowest() * all.width());
        columns(node, all);
        ArrayNode bins = node.putArray("bins");
        for (Column column : all.columns()) {
            ArrayNode counts = bins.addArray();
            column.bins().forEach(counts::add);
        }
        ObjectNode categories = node.putObject("categories");
        counted.categories().forEach((name, table) -> columns(categories.putObject(name), table));
        return node;
    }

    private static void columns(ObjectNode node, Table table) {
        ArrayNode step = node.putArray("step");
        ArrayNode count = node.putArray("count");
        ArrayNode mean = node.putArray("mean");
        for (Column column : table.columns()) {
            step.add(column.first());
            count.add(column.count());
            mean.add(column.mean());
        }
    }
}
