package dev.millrace.learner.commit;

import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.Shard;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.weights.WeightChunks;
import dev.millrace.schemas.weights.WeightObjects;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which way a version goes: through the log, or, where it is large and there is a store, into that, before the
 * transaction that names it. Belongs to the learner's thread.
 */
public final class WeightPublisher {

    private static final Logger log = LoggerFactory.getLogger(WeightPublisher.class);

    private final WeightObjects objects;
    private final Optional<ObjectStore> store;
    private final long inlineBytes;
    private final int chunkBytes;

    /**
     * @param objects how the run's payloads are called in the store
     * @param store stays its owner's
     * @param inlineBytes largest version that goes through the log where there is a store
     * @param chunkBytes length of every chunk but the last
     */
    public WeightPublisher(WeightObjects objects, Optional<ObjectStore> store, long inlineBytes, int chunkBytes) {
        this.objects = objects;
        this.store = store;
        this.inlineBytes = inlineBytes;
        this.chunkBytes = chunkBytes;
    }

    /**
     * A version ready for its transaction. What goes into the store is there when this returns.
     *
     * @param settledGroups groups trained or dropped so far
     * @throws StoreException if the store does not take it; nothing may be published then
     */
    public PublishedWeights prepare(PolicyUpdate update, long settledGroups, Instant now) {
        RunId run = objects.run();
        if (store.isEmpty() || update.tensors().bytes() <= inlineBytes) {
            return PublishedWeights.onLog(run, update, chunkBytes, settledGroups, now);
        }
        ObjectStore into = store.get();
        for (Shard shard : update.tensors().shards()) {
            try {
                into.put(objects.key(shard.sha256()), shard.bytes(), shard::open);
            } catch (IOException e) {
                throw new StoreException(
                        update.name() + " cannot be written to " + into.name() + ": " + e.getMessage()
                                + ". They were not published; see that the store can be written and has room",
                        e);
            }
        }
        List<WeightShard> shards = update.tensors().shards().stream()
                .map(shard -> new WeightShard(shard.bytes(), shard.sha256()))
                .toList();
        return new PublishedWeights(
                PublishedWeights.announcement(run, update, settledGroups, now).inStore(into.name(), shards),
                WeightChunks.none(run, Math.toIntExact(update.version().value())));
    }

    /** Deletes what no version in the log names any more. What cannot be deleted stays there, and is told. */
    public void delete(Collection<String> sha256s) {
        store.ifPresent(from -> sha256s.forEach(sha256 -> {
            try {
                from.delete(objects.key(sha256));
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("object", objects.key(sha256))
                        .addKeyValue("store", from.name())
                        .setCause(e)
                        .log("weights that were trimmed cannot be deleted from the store");
            }
        }));
    }
}
