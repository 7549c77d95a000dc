package dev.millrace.streams.topology;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.assembly.ClosedGroup;
import dev.millrace.streams.assembly.GroupSlot;
import dev.millrace.streams.assembly.GroupState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one task, open and closed. An open group has its place on the agenda of deadlines, with which it comes and
 * goes.
 */
final class GroupStore {

    private final KeyValueStore<String, GroupState> groups;
    private final Agenda deadlines;
    private final ClosedGroups closed;

    /** Closed groups one by one, as an older version wrote them; nothing is added. */
    private final KeyValueStore<String, ClosedGroup> older;

    GroupStore(ProcessingContext context) {
        this.groups = context.getStateStore(ExperienceTopology.GROUPS_STORE);
        this.deadlines = new Agenda(context.getStateStore(ExperienceTopology.DEADLINES_STORE));
        this.closed = context.getStateStore(ExperienceTopology.EXPIRIES_STORE);
        this.older = context.getStateStore(ExperienceTopology.CLOSED_STORE);
    }

    GroupSlot slot(GroupId id) {
        GroupState state = open(id);
        if (state != null) {
            return new GroupSlot.Open(state);
        }
        ClosedGroup group = closed(id);
        return group == null ? new GroupSlot.Unseen() : new GroupSlot.Closed(group);
    }

    private @Nullable ClosedGroup closed(GroupId id) {
        ClosedGroup group = closed.get(id);
        return group != null || older.approximateNumEntries() == 0 ? group : older.get(id.value());
    }

    @Nullable
    GroupState open(GroupId id) {
        return groups.get(id.value());
    }

    /** Keeps an open group. Its deadline never changes. */
    void keep(GroupId id, GroupState state, boolean isNew) {
        groups.put(id.value(), state);
        if (isNew) {
            deadlines.add(state.deadline(), id);
        }
    }

    /** Forgets an open group, if it was kept. */
    void forget(GroupId id, GroupState state) {
        groups.delete(id.value());
        deadlines.remove(state.deadline(), id);
    }

    /** Remembers a closed group until its retention is over. */
    void remember(GroupId id, ClosedGroup group) {
        closed.remember(id, group);
    }

    /** Forgets closed groups whose time is over: at most {@code limit} records of them. */
    void forgetExpired(Instant now, int limit) {
        for (GroupId id : closed.forgetExpired(now, limit)) {
            older.delete(id.value());
        }
    }

    /** Groups whose deadline has come, the oldest first, at most {@code limit}. */
    List<TimeOrderedKey> overdue(Instant now, int limit) {
        return deadlines.due(now, limit);
    }

    /** The open group whose deadline is the first, whenever that is. */
    Optional<TimeOrderedKey> firstDue() {
        return deadlines.first();
    }

    /** Number of open groups: reads the whole agenda, for the start of a task only. */
    int countOpen() {
        return deadlines.count();
    }
}
