package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.packed.PackedInts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Collects single trajectories that are dropped, and gathers them by reason. Lives for one settlement. */
final class DropLedger {

    /** Enough to see the pattern; a drop is a small record. */
    private static final int DETAILS = 4;

    private final Map<DropReason, Set<Integer>> indices = new EnumMap<>(DropReason.class);
    private final Map<DropReason, Set<String>> details = new EnumMap<>(DropReason.class);

    void add(int index, DropReason reason, String detail) {
        indices.computeIfAbsent(reason, unused -> new TreeSet<>()).add(index);
        Set<String> known = details.computeIfAbsent(reason, unused -> new LinkedHashSet<>());
        if (known.size() < DETAILS) {
            known.add(detail);
        }
    }

    /** The reasons so far, in the order of their declaration. */
    Set<DropReason> reasons() {
        return indices.keySet();
    }

    String detail(DropReason reason) {
        return String.join("; ", details.getOrDefault(reason, Set.of()));
    }

    /** One drop per reason, none of them for the whole group. */
    List<Dropped> drops() {
        List<Dropped> drops = new ArrayList<>();
        indices.forEach((reason, which) -> drops.add(new Dropped(packed(which), false, reason, detail(reason))));
        return drops;
    }

    static PackedInts packed(Collection<Integer> which) {
        return PackedInts.of(which.stream().mapToInt(Integer::intValue).toArray());
    }
}
