package dev.millrace.cli.follow;

import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.cli.follow.ResultRecords.Result;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.ForeignBaseException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.WeightAverage;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.OpenClients;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.client.Revival;
import dev.millrace.schemas.evaluation.ResultLog;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.workers.weights.UpdateReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluator of a run: judges the newest version on held-out prompts, publishes what came of it, and takes the next. It passes
 * over what it is too slow for. What it has published it reads when it begins, so that a version gets one result of it, however
 * often it is started.
 *
 * <p>{@link #run} blocks and is called once; {@link #stop} and {@link #metrics} may be called from any thread.
 */
public final class EvaluationFollower {

    private static final Logger log = LoggerFactory.getLogger(EvaluationFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConnection connection;
    private final RunNames names;
    private final FollowConfig config;
    private final Examination examination;
    private final Supplier<RolloutEngine> engines;
    private final ResultListener listener;
    private final Clock clock;
    private final ResultRecords records;
    private final FollowMetrics metrics;
    private final Revival revival;
    private volatile boolean stopping;

    /**
     * @param engines opens what samples, which serves nothing yet; closed by this
     * @param listener hears of each result
     */
    public EvaluationFollower(
            KafkaConnection connection,
            RunNames names,
            FollowConfig config,
            Examination examination,
            Supplier<RolloutEngine> engines,
            ResultListener listener,
            Clock clock) {
        this.connection = connection;
        this.names = names;
        this.config = config;
        this.examination = examination;
        this.engines = engines;
        this.listener = listener;
        this.clock = clock;
        this.records = new ResultRecords(names.run(), config.name(), examination.digest());
        this.metrics = new FollowMetrics(config.name());
        this.revival = new Revival("evaluator " + config.name(), EvaluationFollower::passes, clock);
    }

    /** What it has done so far. */
    public FollowMetrics metrics() {
        return metrics;
    }

    /**
     * Judges until {@link #stop}. An evaluation that is under way then is given up: the version is judged after the next start, if
     * it is still the newest. After a failure that passes, as when a broker restarts, it begins anew.
     *
     * @throws EvaluatorTakenException if another evaluator of its name runs, or has judged by other terms
     * @throws ForeignBaseException if the versions are adapters over other weights than this process has
     * @throws IllegalArgumentException naming the prompt, if one does not fit the policy
     * @throws org.apache.kafka.common.KafkaException if a topic is missing or may not be used
     */
    public void run() {
        try {
            revival.run(this::work, () -> stopping);
        } catch (StoppedException | InterruptException e) {
            log.atInfo()
                    .addKeyValue("evaluator", config.name())
                    .log("evaluation given up, as the evaluator was stopped");
        }
    }

    private static boolean passes(Throwable failure) {
        return !(failure instanceof EvaluatorTakenException) && PassingFailure.is(failure);
    }

    private void work() {
        AvroSerdes serdes = new AvroSerdes(connection);
        Optional<ObjectStore> store = connection.openStore();
        try (OpenClients open = new OpenClients()) {
            store.ifPresent(open::add);
            ResultPublisher publisher = open.add(new ResultPublisher(connection, serdes, names, config.name()));
            DueVersions due = new DueVersions(config.every(), config.average(), lastJudged(serdes));
            UpdateReader updates =
                    new UpdateReader(store, new WeightObjects(names.topics().weights(), names.run()));
            RolloutEngine engine = open.add(engines.get());
            VersionReader reader = open.add(new VersionReader(
                    connection,
                    serdes,
                    names,
                    names.evaluator(config.name()) + ".weights",
                    config.accepted(),
                    due,
                    metrics,
                    clock));
            while (!stopping) {
                reader.check();
                Optional<Due> next = due.take(POLL);
                if (next.isPresent()) {
                    judge(next.get(), engine, updates, publisher);
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The newest version that this evaluator has a result of; −1 where there is none. */
    private int lastJudged(AvroSerdes serdes) {
        int last = -1;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.reader(names.evaluator(config.name()) + ".results"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<HeldOutResult> own = new ResultLog(
                            consumer,
                            serdes.deserializer(HeldOutResult.class),
                            names.topics().evaluations(),
                            names.run())
                    .next(PATIENCE).stream()
                            .filter(result ->
                                    result.getEvaluator().equals(config.name().value()))
                            .toList();
            for (HeldOutResult result : own) {
                if (!result.getTermsSha256().equals(records.terms())) {
                    throw new EvaluatorTakenException("evaluator " + config.name() + " of run " + names.run()
                            + " has judged other prompts, or by other rules, until version " + result.getVersion()
                            + "; results of both would be one curve. Give the same as before, or another --name");
                }
                last = Math.max(last, result.getVersion());
                metrics.published(result);
                listener.known(result);
            }
        }
        return last;
    }

    private void judge(Due due, RolloutEngine engine, UpdateReader updates, ResultPublisher publisher) {
        tellOfPassedOver(due);
        requireMean(due);
        Instant begun = clock.instant();
        try {
            List<PolicyUpdate> versions =
                    due.versions().stream().map(updates::read).toList();
            engine.apply(WeightAverage.of(versions));
        } catch (ForeignBaseException e) {
            // Later versions are over the same base.
            throw e;
        } catch (UpdateException e) {
            metrics.refused();
            log.atError()
                    .addKeyValue("version", due.newest().version())
                    .addKeyValue("cause", e.getMessage())
                    .log("version is not judged: its weights cannot be served; the next one will be");
            return;
        }
        Examined examined = examination.take(engine, progress());
        Instant now = clock.instant();
        Result result = records.of(due, examined, now, Duration.between(begun, now));
        publisher.publish(result);
        metrics.published(result.record());
        listener.published(result.record());
        log.atInfo()
                .addKeyValue("evaluator", config.name())
                .addKeyValue("version", due.newest().version())
                .addKeyValue("value", result.record().getValue())
                .addKeyValue("took", Duration.between(begun, now))
                .log("version judged");
    }

    /** Later versions will be of the same kind. */
    private void requireMean(Due due) {
        if (due.versions().size() > 1 && due.newest().manifest().getKind() != WeightKind.ANCHOR) {
            throw new UsageException("the versions of run " + names.run()
                    + " are adapters, and the mean of adapters is none; leave out --average");
        }
    }

    private void tellOfPassedOver(Due due) {
        List<Integer> passed = due.passedOver();
        if (!passed.isEmpty()) {
            metrics.passedOver(passed.size());
            log.atInfo()
                    .addKeyValue("evaluator", config.name())
                    .addKeyValue(
                            "versions",
                            passed.size() == 1 ? passed.get(0) : passed.get(0) + " to " + passed.get(passed.size() - 1))
                    .addKeyValue("count", passed.size())
                    .addKeyValue("next", due.newest().version())
                    .log("versions passed over, as newer ones are there");
        }
    }

    private Evaluator.Progress progress() {
        return (done, all) -> {
            if (stopping) {
                throw new StoppedException();
            }
        };
    }

    /** Ends {@link #run} soon. Does nothing when called again. */
    public void stop() {
        stopping = true;
    }

    /** Ends an evaluation that nobody waits for any more. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
