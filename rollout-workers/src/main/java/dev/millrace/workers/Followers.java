package dev.millrace.workers;

import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.OpenClients;
import dev.millrace.schemas.servers.ServerReport;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.WorkerNames;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.workers.gate.DropCounter;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.reporting.ServerReporter;
import dev.millrace.workers.weights.AppliedVersions;
import dev.millrace.workers.weights.UpdateReader;
import dev.millrace.workers.weights.WeightFollower;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * The worker's two followers, of weights and of drops, each on a thread of its own; and who tells of servers, where it samples at
 * some. Closing this stops them, waits for their end.
 */
final class Followers implements AutoCloseable {

    private final OpenClients open = new OpenClients();
    private final AppliedVersions versions = new AppliedVersions();
    private final DropCounter drops;
    private final FollowerThread weightsThread;
    private final FollowerThread dropsThread;

    /**
     * Starts both.
     *
     * @param accepted which versions of the weights are taken
     * @param engine what these are applied to; stays the caller's own
     */
    Followers(
            WorkerClients clients,
            WorkerNames names,
            AvroSerdes serdes,
            WeightAcceptance accepted,
            RolloutEngine engine,
            WorkerMetrics metrics,
            Clock clock) {
        try {
            Optional<ObjectStore> store = clients.store();
            store.ifPresent(open::add);
            WeightFollower weights =
                    follower(clients.weights(), store, names, serdes, accepted, engine, metrics, clock);
            this.weightsThread =
                    open.add(new FollowerThread(names.client("weights"), weights::run, weights::stop, weights::close));
            this.drops = new DropCounter(
                    clients.drops(),
                    serdes.deserializer(Drop.class),
                    names.topics().drops(),
                    names.run(),
                    clock);
            this.dropsThread =
                    open.add(new FollowerThread(names.client("drops"), drops::run, drops::stop, drops::close));
            if (ServerReport.of(names.worker(), clock.instant(), engine.figures())
                    .isPresent()) {
                open.add(new ServerReporter(
                        names.run(),
                        names.worker(),
                        names.topics().metrics(),
                        engine::figures,
                        clients.reports(),
                        serdes.serializer(MetricWindow.class),
                        clock));
            }
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private WeightFollower follower(
            Consumer<byte[], byte[]> consumer,
            Optional<ObjectStore> store,
            WorkerNames names,
            AvroSerdes serdes,
            WeightAcceptance accepted,
            RolloutEngine engine,
            WorkerMetrics metrics,
            Clock clock) {
        String topic = names.topics().weights();
        WeightLog log = new WeightLog(consumer, serdes.deserializer(WeightRecord.class), topic, names.run(), accepted);
        UpdateReader reader = new UpdateReader(store, new WeightObjects(topic, names.run()));
        return new WeightFollower(consumer, log, reader, engine, versions, metrics, clock);
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
        open.close();
    }
}
