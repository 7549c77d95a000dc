package dev.millrace.workers;

import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.WorkerNames;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.workers.gate.DropCounter;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.weights.AppliedVersions;
import dev.millrace.workers.weights.UpdateReader;
import dev.millrace.workers.weights.WeightFollower;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * The worker's two followers, of weights and of drops, each on a thread of its own. Closing this stops them, waits for
 * their end.
 */
final class Followers implements AutoCloseable {

    private final Optional<ObjectStore> store;
    private final AppliedVersions versions = new AppliedVersions();
    private final DropCounter drops;
    private final FollowerThread weightsThread;
    private final FollowerThread dropsThread;

    /**
     * Starts both.
     *
     * @param maxWeightBytes largest version of the weights that is taken
     * @param engine what these are applied to; stays the caller's own
     */
    Followers(
            WorkerClients clients,
            WorkerNames names,
            AvroSerdes serdes,
            long maxWeightBytes,
            RolloutEngine engine,
            WorkerMetrics metrics,
            Clock clock) {
        this.store = clients.store();
        Consumer<byte[], byte[]> consumer = clients.weights();
        WeightLog log = new WeightLog(
                consumer,
                serdes.deserializer(WeightRecord.class),
                names.topics().weights(),
                names.run(),
                maxWeightBytes);
        UpdateReader reader =
                new UpdateReader(store, new WeightObjects(names.topics().weights(), names.run()));
        WeightFollower weights = new WeightFollower(consumer, log, reader, engine, versions, metrics, clock);
        this.weightsThread = new FollowerThread(names.client("weights"), weights::run, weights::stop, weights::close);
        this.drops = new DropCounter(
                clients.drops(), serdes.deserializer(Drop.class), names.topics().drops(), names.run(), clock);
        this.dropsThread = new FollowerThread(names.client("drops"), drops::run, drops::stop, drops::close);
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    /** The versions of the weights that are served. */
    AppliedVersions versions() {
        return versions;
    }

    /** Groups that were dropped as a whole between the workers and the learner. */
    long dropped() {
        return drops.count();
    }

    /** @throws IllegalStateException if one has failed */
    void check() {
        weightsThread.check();
        dropsThread.check();
    }

    @Override
    public void close() {
        try (Closing shelf = () -> store.ifPresent(ObjectStore::close);
                weightsThread;
                dropsThread) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
