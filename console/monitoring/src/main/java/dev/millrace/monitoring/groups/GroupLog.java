package dev.millrace.monitoring.groups;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups that are not remembered, read from the log when somebody asks for them. Thread-safe; one question at a time.
 */
public final class GroupLog implements AutoCloseable {

    /** Offsets that are read for one question: a few hundred groups, in less than a second. */
    private static final int STRETCH = 1_000;

    private final OlderGroups older;
    private final PromptReader prompts;
    private final String headline;

    /** @param headline the scorer that says whether an answer is right */
    public GroupLog(KafkaConnection connection, Topics topics, RunId run, String headline) {
        this.headline = headline;
        this.older = new OlderGroups(connection, topics, run, "watch-older-page");
        this.prompts = new PromptReader(connection, topics);
    }

    /**
     * A stretch of the log.
     *
     * @param before where to go on: offsets below this were not read
     * @param isFirst whether there are none
     * @param read groups of the run that it held
     * @param rows those that the filter takes, the newest first
     */
    public record Older(long before, boolean isFirst, int read, List<GroupRow> rows) {

        public Older {
            rows = List.copyOf(rows);
        }
    }

    /** The groups of the stretch of the log of experience that ends before an offset. */
    public synchronized Older before(long offset, GroupView view, Filter filter) {
        OlderGroups.Stretch stretch = older.before(offset, STRETCH);
        Map<String, PromptReader.Asked> asked = prompts.read(stretch.found().stream()
                .map(found -> found.experience().getGroupId())
                .toList());
        List<GroupRow> rows = new ArrayList<>();
        for (PlacedExperience found : stretch.found()) {
            PromptReader.Asked prompt = asked.get(found.experience().getGroupId());
            GroupRow row = GroupRow.of(
                    found.experience(),
                    found.offset(),
                    headline,
                    prompt == null ? GroupNotes.NONE : GroupNotes.NONE.with(PromptRow.of(prompt.prompt())));
            if (view.shows(row) && filter.holds(row)) {
                rows.add(0, row);
            }
        }
        return new Older(stretch.from(), stretch.isFirst(), stretch.found().size(), rows);
    }

    /** The record of a group at an offset; empty where another lies there, or none. */
    public synchronized Optional<PlacedExperience> at(long offset, String group) {
        return older.at(offset).filter(found -> found.experience().getGroupId().equals(group));
    }

    /** The record of a group, looked for from the time of its prompt on. */
    public synchronized Optional<PlacedExperience> find(String group) {
        return publishedAt(group).flatMap(at -> older.of(group, at));
    }

    /** When the prompt of a group was published; empty where it is gone. */
    public synchronized Optional<Instant> publishedAt(String group) {
        return Optional.ofNullable(prompts.read(List.of(group)).get(group)).map(PromptReader.Asked::at);
    }

    @Override
    public synchronized void close() {
        try (prompts;
                older) {
            // Each is closed, whatever the other throws.
        }
    }
}
