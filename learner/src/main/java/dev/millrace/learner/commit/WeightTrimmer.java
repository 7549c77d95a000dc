package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.weights.WeightInventory;
import dev.millrace.schemas.weights.WeightKey;
import java.util.List;

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

    /** What is no longer kept once a version is published, in the order in which it is trimmed. */
    public List<WeightKey> outdatedBy(int version) {
        return inventory.upTo(version - keep);
    }

    /** Takes note of what was published, and trimmed with it. */
    public void published(StepRecords records) {
        records.trimmed().forEach(inventory::remove);
        WeightRecord manifest = records.weights().record();
        inventory.add(WeightKey.of(manifest));
        inventory.add(manifest);
        RunId run = new RunId(manifest.getRunId());
        for (int chunk = 0; chunk < records.weights().chunks().count(); chunk++) {
            inventory.add(new WeightKey(run, records.version(), chunk));
        }
    }
}
