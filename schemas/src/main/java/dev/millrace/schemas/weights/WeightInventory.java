package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.store.NamedObjects;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys under which records of one run lie on the weights topic, and none of another run, and the objects that its
 * versions have in a store: what its learner has to trim some day, whichever of its predecessors published it. Belongs to
 * one thread.
 */
public final class WeightInventory {

    private static final int NO_VERSION = -1;

    private final RunId run;
    private final NavigableSet<WeightKey> keys =
            new TreeSet<>(Comparator.comparingInt(WeightKey::version).thenComparingInt(WeightKey::part));

    private final NamedObjects<Integer> objects = new NamedObjects<>();

    /** The anchor of each delta, and of each anchor that may have deltas itself. */
    private final NavigableMap<Integer, Integer> anchors = new TreeMap<>();

    public WeightInventory(RunId run) {
        this.run = run;
    }

    /** A record lies under this key; that of another run is passed over. */
    public void add(WeightKey key) {
        if (key.run().equals(run)) {
            keys.add(key);
        }
    }

    /**
     * A record of this run says which objects of a store a version has; others are passed over.
     *
     * @param record with a manifest that was not refused: what a refused one names is nobody's to delete
     */
    public void add(WeightRecord record) {
        if (record.getRunId().equals(run.value()) && record.getBody() instanceof WeightManifest manifest) {
            objects.put(
                    manifest.getVersion(),
                    manifest.getShards().stream().map(WeightShard::getSha256).toList());
            Integer anchor =
                    manifest.getHasDeltas() ? Integer.valueOf(manifest.getVersion()) : manifest.getParentVersion();
            if (anchor != null) {
                anchors.put(manifest.getVersion(), anchor);
            }
        }
    }

    /** Anchors that newer versions than one are deltas of, and that of the newest, of which the next version may be one too. */
    private Set<Integer> neededAfter(int version) {
        Set<Integer> needed = new HashSet<>(anchors.tailMap(version, false).values());
        Integer newest = anchors.get(objects.greatest().orElse(NO_VERSION));
        if (newest != null) {
            needed.add(newest);
        }
        return needed;
    }

    /**
     * The objects of versions up to one that no newer version has as well: what may leave the store when these versions are
     * trimmed. They are forgotten with this call.
     */
    public Set<String> releaseObjectsUpTo(int version) {
        return objects.release(each -> each <= version);
    }

    /**
     * The objects of abandoned versions, those after one and before another, that no other version has as well. They are
     * forgotten with this call.
     */
    public Set<String> releaseObjectsBetween(int after, int before) {
        return objects.release(each -> each > after && each < before);
    }

    /** The record under this key is, or will be, gone. */
    public void remove(WeightKey key) {
        if (key.run().equals(run)) {
            keys.remove(key);
            if (key.part() == WeightKey.MANIFEST) {
                anchors.remove(key.version());
            }
        }
    }

    /** The keys of the versions after one and before another, in the order of {@link #upTo}. */
    public List<WeightKey> between(int after, int before) {
        return List.copyOf(keys.subSet(
                new WeightKey(run, after, Integer.MAX_VALUE),
                true,
                new WeightKey(run, before, Integer.MIN_VALUE),
                false));
    }

    /**
     * The keys of all versions up to one, the oldest first and of each the manifest first. Tombstones go out in this order:
     * a broker that has applied only some of them then leaves chunks without a manifest, which nobody takes for a version.
     */
    public List<WeightKey> upTo(int version) {
        return List.copyOf(keys.headSet(new WeightKey(run, version, Integer.MAX_VALUE), true));
    }

    /** As {@link #upTo}, without anchors that newer versions need. */
    public List<WeightKey> outdated(int version) {
        Set<Integer> needed = neededAfter(version);
        return upTo(version).stream()
                .filter(key -> !needed.contains(key.version()))
                .toList();
    }
}
