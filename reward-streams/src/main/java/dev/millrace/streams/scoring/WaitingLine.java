package dev.millrace.streams.scoring;

import dev.millrace.schemas.id.GroupId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Samples that wait for a call, in the order in which their groups came. A group that fits into one call is given to one
 * call: it waits a short while after the last that came for those of its trajectories that were not read yet, and no
 * longer, as they may have been scored before. Time here is time of reading: what is not read cannot come. Belongs to one
 * thread.
 */
final class WaitingLine {

    /** The trajectories of a group are published at once, so the rest of it is a poll away. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    private static final long NEVER = Long.MAX_VALUE;

    private final int most;
    private final boolean oneGroup;
    private final Map<GroupId, Group> groups = new LinkedHashMap<>();
    private boolean complete;
    private int size;

    /** What waits of a group, and since when it has not grown. */
    private record Group(Deque<Sample> samples, int whole, long since) {

        /** What can come of it in one call has come. */
        boolean isWhole(int most) {
            return samples.size() >= Math.min(whole, most) || whole > most;
        }
    }

    /**
     * @param most most samples of a call
     * @param oneGroup whether a call holds samples of one group only
     */
    WaitingLine(int most, boolean oneGroup) {
        this.most = most;
        this.oneGroup = oneGroup;
    }

    void add(Sample sample, long now) {
        Group waiting = groups.get(sample.id().group());
        Deque<Sample> samples = waiting == null ? new ArrayDeque<>() : waiting.samples();
        samples.add(sample);
        groups.put(sample.id().group(), new Group(samples, sample.groupSize(), now));
        size++;
    }

    /** Whether nobody adds to what waits, so that no group waits for its rest. */
    void complete(boolean isComplete) {
        complete = isComplete;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Takes all that waits out of the line. */
    List<Sample> clear() {
        List<Sample> all = new ArrayList<>(size);
        groups.values().forEach(group -> all.addAll(group.samples()));
        groups.clear();
        size = 0;
        return all;
    }

    /** Takes some out of the line, and gives how many those were. */
    int remove(Predicate<Sample> some) {
        int before = size;
        groups.values().forEach(group -> group.samples().removeIf(some));
        groups.values().removeIf(group -> group.samples().isEmpty());
        size = groups.values().stream()
                .mapToInt(group -> group.samples().size())
                .sum();
        return before - size;
    }

    /** Takes the samples of the next call out of the line; none if what waits is still to grow. */
    List<Sample> next(long now) {
        List<Sample> batch = new ArrayList<>();
        for (Iterator<Group> each = groups.values().iterator(); each.hasNext() && batch.size() < most; ) {
            Group group = each.next();
            boolean fits = batch.isEmpty() || batch.size() + group.samples().size() <= most;
            if (fits && moment(group) <= now) {
                while (!group.samples().isEmpty() && batch.size() < most) {
                    batch.add(group.samples().remove());
                }
                if (group.samples().isEmpty()) {
                    each.remove();
                }
                if (oneGroup) {
                    break;
                }
            }
        }
        size -= batch.size();
        return batch;
    }

    /** When the next call can begin; far away if nothing waits. */
    long moment() {
        long moment = NEVER;
        for (Group group : groups.values()) {
            moment = Math.min(moment, moment(group));
        }
        return moment;
    }

    private long moment(Group group) {
        return complete || group.isWhole(most) ? Long.MIN_VALUE : group.since() + PATIENCE.toNanos();
    }
}
