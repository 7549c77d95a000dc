package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.Prompt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The newest groups of a run that are closed, each as a row: at most {@value #MOST} of them, about 20 MB. Records are not
 * kept; a row knows where its record lies. Topics are read in no common order, so what is said of a group may come before
 * the group. Not thread-safe: its owner guards it.
 */
public final class GroupIndex {

    /** Rows that are remembered; the oldest go first. */
    public static final int MOST = 20_000;

    /** Groups of which something is said, and which have no row yet. */
    private static final int MOST_OPEN = 10_000;

    private static final Comparator<GroupRow> OLDEST =
            Comparator.comparing(GroupRow::at).thenComparing(GroupRow::id);

    private final String headline;
    private final Map<String, GroupRow> rows = new HashMap<>();
    private final TreeSet<GroupRow> byAge = new TreeSet<>(OLDEST);
    private final Map<String, GroupNotes> early = new NewestOf<>(MOST_OPEN);
    private final Map<PromptRow, PromptRow> prompts = new NewestOf<>(MOST);
    private long oldestOffset = -1;

    /** @param headline the scorer that says whether an answer is right */
    public GroupIndex(String headline) {
        this.headline = headline;
    }

    /** A group was closed; its record lies there. */
    public void add(Experience experience, long offset) {
        put(GroupRow.of(experience, offset, headline, notes(experience.getGroupId())));
        oldestOffset = oldestOffset < 0 ? offset : Math.min(oldestOffset, offset);
    }

    /** Something of a group was dropped; all of it makes a row. */
    public void add(Drop drop, int partition, long offset) {
        GroupDrop dropped = GroupDrop.of(drop, partition, offset);
        String id = drop.getGroupId();
        if (dropped.whole() && !rows.containsKey(id)) {
            put(GroupRow.dropped(id, dropped, notes(id).with(dropped)));
        } else {
            note(id, notes -> notes.with(dropped));
        }
    }

    /** A scorer has failed at something of a group. */
    public void failed(String group, String scorer) {
        note(group, notes -> notes.withFailed(scorer));
    }

    /** What a group was asked. */
    public void asked(String group, Prompt prompt) {
        note(group, notes -> notes.prompt() == null ? notes.with(same(PromptRow.of(prompt))) : notes);
    }

    /** An image was drawn in a group. */
    public void drawn(String group, String sha256) {
        note(group, notes -> notes.withDrawn(sha256));
    }

    private PromptRow same(PromptRow fresh) {
        PromptRow known = prompts.putIfAbsent(fresh, fresh);
        return known == null ? fresh : known;
    }

    private void note(String group, UnaryOperator<GroupNotes> change) {
        GroupRow row = rows.get(group);
        if (row == null) {
            early.put(group, change.apply(early.getOrDefault(group, GroupNotes.NONE)));
            return;
        }
        GroupNotes changed = change.apply(row.notes());
        if (!changed.equals(row.notes())) {
            put(row.with(changed));
        }
    }

    private GroupNotes notes(String group) {
        GroupRow row = rows.get(group);
        if (row != null) {
            return row.notes();
        }
        GroupNotes said = early.remove(group);
        return said == null ? GroupNotes.NONE : said;
    }

    private void put(GroupRow row) {
        GroupRow before = rows.put(row.id(), row);
        if (before != null) {
            byAge.remove(before);
        }
        byAge.add(row);
        while (rows.size() > MOST) {
            GroupRow oldest = byAge.pollFirst();
            if (oldest != null) {
                rows.remove(oldest.id());
            }
        }
    }

    public Optional<GroupRow> get(String group) {
        return Optional.ofNullable(rows.get(group));
    }

    /** All rows, in no order. */
    public List<GroupRow> rows() {
        return new ArrayList<>(rows.values());
    }

    /** The newest groups whose prompts are not known, at most so many, but for some. */
    List<String> withoutPrompt(int most, Set<String> except) {
        return byAge.descendingSet().stream()
                .filter(row -> row.prompt() == null && !except.contains(row.id()))
                .limit(most)
                .map(GroupRow::id)
                .toList();
    }

    /** The log of experience was read down to this offset. */
    void reached(long offset) {
        oldestOffset = Math.min(oldestOffset, offset);
    }

    boolean isFull() {
        return rows.size() >= MOST;
    }

    /** The lowest offset of experience that was read; −1 before the first. */
    long oldestOffset() {
        return oldestOffset;
    }
}
