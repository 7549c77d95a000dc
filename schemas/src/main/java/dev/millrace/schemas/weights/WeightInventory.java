package dev.millrace.schemas.weights;

import dev.millrace.schemas.id.RunId;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The keys under which records of one run lie on the weights topic, and none of another run: what its learner has to trim
 * some day, whichever of its predecessors published it. Belongs to one thread.
 */
public final class WeightInventory {

    private final RunId run;
    private final NavigableSet<WeightKey> keys =
            new TreeSet<>(Comparator.comparingInt(WeightKey::version).thenComparingInt(WeightKey::part));

    public WeightInventory(RunId run) {
        this.run = run;
    }

    /** A record lies under this key; that of another run is passed over. */
    public void add(WeightKey key) {
        if (key.run().equals(run)) {
            keys.add(key);
        }
    }

    /** The record under this key is, or will be, gone. */
    public void remove(WeightKey key) {
        if (key.run().equals(run)) {
            keys.remove(key);
        }
    }

    /**
     * The keys of all versions up to one, the oldest first and of each the manifest first. Tombstones go out in this order:
     * a broker that has applied only some of them then leaves chunks without a manifest, which nobody takes for a version.
     */
    public List<WeightKey> upTo(int version) {
        return List.copyOf(keys.headSet(new WeightKey(run, version, Integer.MAX_VALUE), true));
    }
}
