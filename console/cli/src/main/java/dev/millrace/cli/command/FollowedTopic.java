package dev.millrace.cli.command;

import dev.millrace.monitoring.watch.TopicFilter;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code watch --follow} reads.
 *
 * @param filters all of them must pass; each can
 */
record FollowedTopic(TopicSpec spec, List<TopicFilter> filters) {

    FollowedTopic {
        filters = List.copyOf(filters);
    }

    /**
     * Finds the topic, and checks the filters against its schema.
     *
     * @param topic with or without the prefix
     * @param allRuns whether records of other runs than the settings' are wanted
     * @throws UsageException naming what there is, if there is no such topic or no record can pass a filter
     */
    static FollowedTopic of(MillraceConfig settings, String topic, List<String> filters, boolean allRuns) {
        TopicSpec spec = spec(settings.kafka().catalogue(), topic);
        FilterFields fields = FilterFields.of(spec, topic);
        List<TopicFilter> wanted = new ArrayList<>();
        for (String filter : filters) {
            try {
                TopicFilter parsed = TopicFilter.parse(filter);
                fields.check(parsed);
                wanted.add(parsed);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--filter " + filter + ": " + e.getMessage(), e);
            }
        }
        if (!allRuns && spec.value() != null) {
            wanted.add(new TopicFilter("run_id", settings.run().id().value(), false));
        }
        return new FollowedTopic(spec, wanted);
    }

    private static TopicSpec spec(TopicCatalogue catalogue, String name) {
        String prefix = catalogue.names().prefix();
        String full = !prefix.isEmpty() && name.startsWith(prefix) ? name : prefix + name;
        return catalogue.specs().stream()
                .filter(one -> one.name().equals(full))
                .findFirst()
                .orElseThrow(() -> new UsageException("there is no topic " + name + "; there are "
                        + String.join(
                                ", ",
                                catalogue.specs().stream()
                                        .map(one -> one.name().substring(prefix.length()))
                                        .toList())));
    }
}
