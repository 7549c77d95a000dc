package dev.millrace.workers.engines.pool;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Groups that were under way at a server when it ended, and how often that was so. One whose prompt ends servers takes others with
 * it, so that nobody can tell which it was: after {@value #TOGETHER} times each of them is asked for alone, and one that ends a server
 * then is not asked for again. Outlives an engine, since a server that takes long to start ends it. Safe on any thread.
 *
 * <p>A server has ended if nobody is at its address after a connection to it broke, or nobody could sample with it for as long as
 * patience lasts. What ended with it counts once for each life of a server, however many requests it had there.
 */
public final class Suspects {

    /** Times that a group may end together with others. */
    static final int TOGETHER = 2;

    /** Times after which it is not asked for any more; the last of them alone. */
    public static final int MOST = TOGETHER + 1;

    /** Others than these were taken over by another worker, or are done. */
    private static final int REMEMBERED = 10_000;

    private final Map<Long, Integer> ends = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Groups whose connection broke, by the life of the server that it led to. */
    private final Map<Object, Set<Long>> broken = new WeakHashMap<>();

    private final Set<Object> ended = Collections.newSetFromMap(new WeakHashMap<>());

    /** The connection broke on which a group was asked for. */
    synchronized void broke(long group, Object life) {
        boolean isNew = broken.computeIfAbsent(life, unused -> new HashSet<>()).add(group);
        if (isNew && ended.contains(life)) {
            count(group);
        }
    }

    /** Nobody is at the address any more. */
    synchronized void ended(Object life) {
        if (ended.add(life)) {
            broken.getOrDefault(life, Set.of()).forEach(this::count);
        }
    }

    private void count(long group) {
        ends.merge(group, 1, Integer::sum);
    }

    /** Whether a group must be under way with no other. */
    synchronized boolean goesAlone(long group) {
        return ends.getOrDefault(group, 0) == TOGETHER;
    }

    /** Whether a group must not be asked for any more. */
    synchronized boolean isGuilty(long group) {
        return ends.getOrDefault(group, 0) >= MOST;
    }

    /** A group is there, so that it ends no server. */
    public synchronized void cleared(long group) {
        ends.remove(group);
        broken.values().forEach(groups -> groups.remove(group));
    }
}
