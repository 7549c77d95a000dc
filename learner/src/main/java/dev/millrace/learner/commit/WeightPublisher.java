package dev.millrace.learner.commit;

import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.Shard;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreException;
import dev.millrace.schemas.weights.SigningKey;
import dev.millrace.schemas.weights.WeightChunks;
import dev.millrace.schemas.weights.WeightObjects;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which way a version goes: through the log, or, where it is large and there is a store, into that, before the
 * transaction that names it. Belongs to the learner's thread.
 */
public final class WeightPublisher {

    private static final Logger log = LoggerFactory.getLogger(WeightPublisher.class);

    /** A connection that was reset is worth another try; what lasts longer, the learner begins anew for. */
    private static final int TRIES = 3;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final WeightObjects objects;
    private final Optional<ObjectStore> store;
    private final long inlineBytes;
    private final int chunkBytes;
    private final WeightDeltas deltas;
    private final Optional<SigningKey> signer;
    private final Duration pause;

    /**
     * @param objects how the run's payloads are called in the store
     * @param store stays its owner's
     * @param inlineBytes largest version that goes through the log where there is a store
     * @param chunkBytes length of every chunk but the last
     * @param deltas chooses what of the log travels as a delta
     * @param signer what signs the manifests, if they are signed
     */
    public WeightPublisher(
            WeightObjects objects,
            Optional<ObjectStore> store,
            long inlineBytes,
            int chunkBytes,
            WeightDeltas deltas,
            Optional<SigningKey> signer) {
        this(objects, store, inlineBytes, chunkBytes, deltas, signer, PAUSE);
    }

    /** One whose versions are all whole. */
    public WeightPublisher(
            WeightObjects objects,
            Optional<ObjectStore> store,
            long inlineBytes,
            int chunkBytes,
            Optional<SigningKey> signer) {
        this(objects, store, inlineBytes, chunkBytes, new WeightDeltas(1), signer, PAUSE);
    }

    /** @param pause between two tries to put something into the store */
    WeightPublisher(
            WeightObjects objects,
            Optional<ObjectStore> store,
            long inlineBytes,
            int chunkBytes,
            WeightDeltas deltas,
            Optional<SigningKey> signer,
            Duration pause) {
        this.objects = objects;
        this.store = store;
        this.inlineBytes = inlineBytes;
        this.chunkBytes = chunkBytes;
        this.deltas = deltas;
        this.signer = signer;
        this.pause = pause;
    }

    /** Whether a version of this length goes into the store. */
    public boolean takesToStore(long bytes) {
        return store.isPresent() && bytes > inlineBytes;
    }

    /**
     * A version ready for its transaction. What goes into the store is there when this returns.
     *
     * @param settledGroups groups trained or dropped so far
     * @param lineages of the run, up to the one that made it
     * @throws StoreException if the store does not take it now; nothing may be published then
     * @throws InterruptException if the thread is interrupted between two tries
     */
    public PublishedWeights prepare(PolicyUpdate update, long settledGroups, Lineages lineages, Instant now) {
        PublishedWeights plain = unsigned(update, settledGroups, lineages, now);
        return signer.map(key -> new PublishedWeights(key.sign(plain.record()), plain.chunks()))
                .orElse(plain);
    }

    private PublishedWeights unsigned(PolicyUpdate update, long settledGroups, Lineages lineages, Instant now) {
        RunId run = objects.run();
        if (store.isEmpty() || !takesToStore(update.tensors().bytes())) {
            return deltas.onLog(run, update, chunkBytes, settledGroups, lineages, now);
        }
        ObjectStore into = store.get();
        for (Shard shard : update.tensors().shards()) {
            put(into, shard, update.name());
        }
        List<WeightShard> shards = update.tensors().shards().stream()
                .map(shard -> new WeightShard(shard.bytes(), shard.sha256()))
                .toList();
        return new PublishedWeights(
                PublishedWeights.announcement(run, update, settledGroups, lineages, now)
                        .inStore(into.name(), shards),
                WeightChunks.none(run, Math.toIntExact(update.version().value())));
    }

    private void put(ObjectStore into, Shard shard, String name) {
        for (int attempt = 1; ; attempt++) {
            try {
                into.put(objects.key(shard.sha256()), shard.bytes(), shard::open);
                return;
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw new StoreException(
                            name + " cannot be written to " + into.name() + ": " + e.getMessage()
                                    + ". They were not published; see that the store can be written and has room",
                            e);
                }
                log.atWarn()
                        .addKeyValue("object", objects.key(shard.sha256()))
                        .addKeyValue("store", into.name())
                        .addKeyValue("cause", e.getMessage())
                        .log("weights cannot be written to the store yet; trying again");
                rest();
            }
        }
    }

    private void rest() {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
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
