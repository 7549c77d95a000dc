package dev.millrace.monitoring.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Groups that were published and have no end yet, and what each waits for. Topics are read in no common order, so the
 * end of a group may be seen before its beginning. Not thread-safe; holds {@value #MOST} groups at most.
 */
final class OpenGroups {

    static final int MOST = 10_000;

    private final Set<String> scorers;
    private final Map<String, Waiting> open = new LinkedHashMap<>();
    private final Set<String> closed = new LinkedHashSet<>();

    /** @param scorers whose scores a group waits for */
    OpenGroups(Set<String> scorers) {
        this.scorers = scorers;
    }

    void published(String group, int index, int size, Instant at) {
        if (closed.contains(group) || index < 0 || index >= size) {
            return;
        }
        Waiting waiting = open.computeIfAbsent(group, id -> new Waiting(at));
        waiting.size = size;
        waiting.arrived.set(index);
        if (open.size() > MOST) {
            open.remove(open.keySet().iterator().next());
        }
    }

    void scored(String group, int index, String scorer) {
        Waiting waiting = open.get(group);
        if (waiting != null && index >= 0 && index < waiting.size) {
            waiting.scored.computeIfAbsent(scorer, name -> new BitSet()).set(index);
        }
    }

    void closed(String group) {
        open.remove(group);
        closed.add(group);
        if (closed.size() > MOST) {
            closed.remove(closed.iterator().next());
        }
    }

    boolean isOpen(String group) {
        return open.containsKey(group);
    }

    int count() {
        return open.size();
    }

    /** The oldest of them. */
    List<OpenGroup> oldest(int most) {
        List<OpenGroup> groups = new ArrayList<>();
        open.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().since))
                .limit(most)
                .forEach(entry -> groups.add(entry.getValue().group(entry.getKey(), scorers)));
        return groups;
    }

    private static final class Waiting {
        private final Instant since;
        private final BitSet arrived = new BitSet();
        private final Map<String, BitSet> scored = new HashMap<>();
        private int size;

        Waiting(Instant since) {
            this.since = since;
        }

        OpenGroup group(String id, Set<String> scorers) {
            TreeMap<String, Integer> missing = new TreeMap<>();
            for (String scorer : scorers) {
                int left = size - scored.getOrDefault(scorer, new BitSet()).cardinality();
                if (left > 0) {
                    missing.put(scorer, left);
                }
            }
            return new OpenGroup(id, since, size, arrived.cardinality(), missing);
        }
    }
}
