package dev.millrace.monitoring.rewards;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Which step a place of the experience log belongs to: a step takes what lies between the end of the step before it and its
 * own. Not thread-safe; the newest {@value #MOST} steps are known.
 */
final class StepOffsets {

    static final int MOST = 50_000;

    /** By the offset at which a step ends, its number. */
    private final NavigableMap<Long, Integer> ends = new TreeMap<>();

    /** What lies before it belongs to steps that are not known, or to an earlier run of this name. */
    private long begin;

    private int newest;

    /**
     * A step follows.
     *
     * @param nextOffset at which the step after it begins
     * @return whether the run was begun anew under its name, so that the steps before are none of its own
     */
    boolean add(int step, long nextOffset) {
        boolean isAnew = !ends.isEmpty() && step <= newest;
        if (isAnew) {
            begin = ends.lastKey();
            ends.clear();
        }
        ends.put(nextOffset, step);
        newest = step;
        if (ends.size() > MOST) {
            begin = ends.firstKey();
            ends.remove(begin);
        }
        return isAnew;
    }

    /** The learner goes on at an offset, behind a step: what it had taken after it is taken anew. */
    void goneBack(int step, long nextOffset) {
        ends.tailMap(nextOffset, false).clear();
        newest = step;
    }

    /** The step that took an offset; empty where none has yet. */
    OptionalInt stepOf(long offset) {
        Map.Entry<Long, Integer> end = ends.higherEntry(offset);
        return end == null || offset < begin ? OptionalInt.empty() : OptionalInt.of(end.getValue());
    }

    /** Before which everything was taken. */
    long end() {
        return ends.isEmpty() ? 0 : ends.lastKey();
    }
}
