package dev.millrace.replay.credit;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.packed.PackedInts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what became of groups. Belongs to one thread. */
public final class ReplayCounts {

    private final Map<String, Long> dropped = new TreeMap<>();
    private long groups;
    private long trajectories;
    private long experiences;
    private long zeroVariance;

    /** Another group, of so many trajectories. */
    public void add(int size, @Nullable Experience experience, List<Drop> drops) {
        groups++;
        trajectories += size;
        if (experience != null) {
            experiences++;
            zeroVariance += experience.getRewardStd() == 0 ? 1 : 0;
        }
        for (Drop drop : drops) {
            int entries = PackedInts.view(drop.getIndices()).length();
            if (entries > 0) {
                dropped.merge(drop.getReason().name().toLowerCase(Locale.ROOT), (long) entries, Long::sum);
            }
        }
    }

    public long groups() {
        return groups;
    }

    public long trajectories() {
        return trajectories;
    }

    /** In words, on one line. */
    public String line() {
        return groups + " groups of " + trajectories + " trajectories: " + experiences + " to be trained, "
                + zeroVariance + " of them without variance"
                + (dropped.isEmpty() ? "" : "; trajectories dropped " + dropped);
    }
}
