package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.weights.WeightInventory;
import dev.millrace.schemas.weights.WeightKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses which old versions of a run go with the next one. They go by their keys, in the transaction that publishes it:
 * a step that is aborted trims nothing, and one that is published again trims the same. Belongs to the learner's thread.
 */
public final class WeightTrimmer {

    private final WeightInventory inventory;
    private final int keep;

    /**
     * @param inventory what lies in the log, of this learner and of those before it; from here on kept by this trimmer
     * @param keep newest versions that stay, at least 1
     */
    public WeightTrimmer(WeightInventory inventory, int keep) {
        this.inventory = inventory;
        this.keep = keep;
    }

    /**
     * What is no longer kept once a version is published, in the order in which it is trimmed. Anchors stay as long as versions
     * that are kept are deltas of them.
     */
    public List<WeightKey> outdatedBy(int version) {
        return inventory.outdated(version - keep);
    }

    /** What goes when a lineage begins with a version: what its rewind abandons, and what is too old. */
    public List<WeightKey> outdatedBy(Rewind rewind) {
        List<WeightKey> old = outdatedBy(rewind.getVersion());
        Set<WeightKey> all = new LinkedHashSet<>(old);
        all.addAll(inventory.between(rewind.getParent(), rewind.getVersion()));
        return List.copyOf(all);
    }

    /** Takes note that a rewind was published; as {@link #published(StepRecords)}, of what it abandons as well. */
    public Set<String> published(StepRecords records, Rewind rewind) {
        Set<String> released = new LinkedHashSet<>(published(records));
        released.addAll(inventory.releaseObjectsBetween(rewind.getParent(), rewind.getVersion()));
        return released;
    }

    /**
     * Takes note of what was published, and trimmed with it.
     *
     * @return digests of the objects in a store that no version in the log names any more
     */
    public Set<String> published(StepRecords records) {
        records.trimmed().forEach(inventory::remove);
        WeightRecord manifest = records.weights().record();
        inventory.add(WeightKey.of(manifest));
        inventory.add(manifest);
        RunId run = new RunId(manifest.getRunId());
        for (int chunk = 0; chunk < records.weights().chunks().count(); chunk++) {
            inventory.add(new WeightKey(run, records.version(), chunk));
        }
        return inventory.releaseObjectsUpTo(records.version() - keep);
    }
}
