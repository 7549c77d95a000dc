package dev.millrace.replay.grouplog;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Collects the records of groups and gives a group out when it has been settled for a while, in the order in which groups
 * were settled: that is the order of the experience topic. The while is for what comes late.
 */
final class GroupLedger {

    private final long lingerMillis;
    private final LogRange range;
    private final Map<String, OpenGroup> groups = new LinkedHashMap<>();
    private final Deque<Settled> settled = new ArrayDeque<>();
    private long now;

    GroupLedger(Duration linger, LogRange range) {
        this.lingerMillis = linger.toMillis();
        this.range = range;
    }

    private record Settled(OpenGroup group, long at) {}

    /** Time goes on to that of the record that comes next. */
    void advance(long timestamp) {
        now = Math.max(now, timestamp);
    }

    void add(Trajectory trajectory, LogPosition position, long timestamp) {
        group(trajectory.getGroupId())
                .trajectory(
                        trajectory.getIndex(),
                        trajectory.getGroupSize(),
                        position,
                        range.holds(position.getPartition(), position.getOffset(), timestamp));
    }

    void add(Score score) {
        group(score.getGroupId()).score(score);
    }

    void add(LateScore late) {
        group(late.getGroupId()).late(late.getScore());
    }

    void add(Experience experience, long offset) {
        OpenGroup group = group(experience.getGroupId());
        if (group.experience(experience, offset)) {
            settled.add(new Settled(group, now));
        }
    }

    void add(Drop drop) {
        OpenGroup group = group(drop.getGroupId());
        if (group.drop(drop)) {
            settled.add(new Settled(group, now));
        }
    }

    private OpenGroup group(String id) {
        return groups.computeIfAbsent(id, OpenGroup::new);
    }

    /** The next group that was settled long enough ago. */
    Optional<OpenGroup> due() {
        Settled first = settled.peek();
        if (first == null || first.at() + lingerMillis > now) {
            return Optional.empty();
        }
        return take(settled.remove().group());
    }

    /** The next group, when nothing more is to come: settled ones first, then those that never were. */
    Optional<OpenGroup> left() {
        Settled first = settled.poll();
        if (first != null) {
            return take(first.group());
        }
        return groups.isEmpty()
                ? Optional.empty()
                : take(groups.values().iterator().next());
    }

    private Optional<OpenGroup> take(OpenGroup group) {
        groups.remove(group.id());
        return Optional.of(group);
    }
}
