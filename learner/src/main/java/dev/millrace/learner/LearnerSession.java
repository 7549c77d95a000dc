package dev.millrace.learner;

import dev.millrace.learner.LearnerListener.Milestone;
import dev.millrace.learner.checkpoint.LearnerCheckpoints;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.commit.CommittedState;
import dev.millrace.learner.commit.PublishedWeights;
import dev.millrace.learner.commit.StepRecords;
import dev.millrace.learner.commit.WeightPublisher;
import dev.millrace.learner.commit.WeightTrimmer;
import dev.millrace.learner.step.StepResult;
import dev.millrace.learner.step.TrainedWeights;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.WeightsDigest;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightObjects;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live training: step, publish, save, over and over. Belongs to the learner's thread; owns nothing that needs closing.
 *
 * <p>A checkpoint is written after its step is committed, so it is never ahead of a log that keeps its word.
 */
final class LearnerSession {

    private static final Logger log = LoggerFactory.getLogger(LearnerSession.class);

    private final RunNames names;
    private final LearnerConfig config;
    private final PolicyConfig architecture;
    private final LearnerClients clients;
    private final PolicyTrainer trainer;
    private final TrainingLoop loop;
    private final LearnerCheckpoints checkpoints;
    private final Clock clock;
    private final LearnerListener listener;
    private final StepReport report;
    private final WeightTrimmer trimmer;
    private final WeightPublisher weights;
    private Duration lastPublish = Duration.ZERO;
    private Duration lastCheckpoint = Duration.ZERO;
    private int saved;
    private long nextOffset;

    LearnerSession(
            RunNames names,
            LearnerConfig config,
            PolicyConfig architecture,
            LearnerClients clients,
            PolicyTrainer trainer,
            TrainingLoop loop,
            LearnerCheckpoints checkpoints,
            Clock clock,
            LearnerListener listener) {
        this.names = names;
        this.config = config;
        this.architecture = architecture;
        this.clients = clients;
        this.trainer = trainer;
        this.loop = loop;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.listener = listener;
        this.trimmer = new WeightTrimmer(
                clients.committed().inventory(), config.weights().keep());
        this.weights = new WeightPublisher(
                new WeightObjects(names.topics().weights(), names.run()),
                clients.store(),
                config.weights().inlineBytes(),
                config.weights().chunkBytes());
        this.report = new StepReport(names.run(), config, trimmer);
        this.saved = loop.position().version();
    }

    /** Gets to where the log stands, then trains until the last step or until it is stopped, which it notes on the log. */
    void train(Optional<CommittedState> committed, BooleanSupplier stopping) {
        if (begin(committed, stopping)) {
            trainOn(stopping);
        }
        if (stopping.getAsBoolean() && !isDone()) {
            clients.commits().stopped(nextOffset, clock.instant());
        }
    }

    /** Gets to where the log stands; false if it was stopped before. */
    private boolean begin(Optional<CommittedState> committed, BooleanSupplier stopping) {
        if (committed.isEmpty()) {
            publish(report.ofBase(announce(update(), clock.instant()), loop.position()));
            log.atInfo().addKeyValue("run", names.run()).log("new run: base policy published as version 0");
            return true;
        }
        nextOffset = committed.get().nextOffset();
        clients.commits().resumed(nextOffset);
        try {
            return RepeatedSteps.run(loop, committed.get(), this::digest, checkpoints.hint(), stopping);
        } catch (WakeupException e) {
            if (!stopping.getAsBoolean()) {
                throw e;
            }
            return false;
        }
    }

    private void trainOn(BooleanSupplier stopping) {
        Instant begun = clock.instant();
        while (!stopping.getAsBoolean() && !isDone()) {
            TrainingLoop.Step step;
            try {
                step = loop.next();
            } catch (WakeupException e) {
                if (!stopping.getAsBoolean()) {
                    throw e;
                }
                break;
            }
            begun = finish(step, begun);
        }
        if (loop.position().version() > saved) {
            save(digest());
        }
    }

    private boolean isDone() {
        return config.totalSteps() > 0 && loop.position().version() >= config.totalSteps();
    }

    private String digest() {
        return WeightsDigest.of(trainer.weights()).whole();
    }

    private PolicyUpdate update() {
        requireReadable(TensorEncoder.length(trainer.weights()));
        return TrainedWeights.of(trainer, loop.position().version());
    }

    private PublishedWeights announce(PolicyUpdate update, Instant now) {
        return PublishedWeights.onLog(
                names.run(),
                update,
                config.weights().chunkBytes(),
                loop.position().settledGroups(),
                now);
    }

    /** Weights that no worker takes are not published: the run would stand still, and its log hold what nobody can read. */
    private void requireReadable(long bytes) {
        long most = config.weights().maxBytes();
        if (bytes > most) {
            throw new WeightsTooLargeException("the weights of run " + names.run() + " have " + bytes
                    + " bytes, but learner.weights.max_bytes is " + most
                    + "; they were not published. Raise it for the learner and its workers, to at most "
                    + WeightAssembler.LARGEST_MAX_BYTES + ", or take a smaller policy");
        }
    }

    private Instant finish(TrainingLoop.Step step, Instant begun) {
        PolicyUpdate update = update();
        Instant now = clock.instant();
        PublishedWeights published = announce(update, now);
        StepRecords records =
                report.of(step, published, loop.position(), timing(step, Duration.between(begun, now)), now);
        publish(records);
        listener.reached(Milestone.COMMITTED, records.version());
        records.step().ifPresent(this::tell);
        if (loop.position().version() % config.checkpoint().every() == 0) {
            save(records.weightsSha256());
        }
        if (step.result() instanceof StepResult.Refused refused
                && loop.position().refusals() >= config.maxRefusals()) {
            throw new RefusedStepsException(loop.position().refusals(), refused.cause());
        }
        return now;
    }

    private void tell(TrainingStep step) {
        log.atInfo()
                .addKeyValue("step", step.getStep())
                .addKeyValue("skipped", step.getSkipped())
                .addKeyValue("reward", step.getMetrics().get("reward"))
                .addKeyValue("seconds", step.getMetrics().get("perf/time_per_step"))
                .log("step committed");
        listener.committed(step);
    }

    private void publish(StepRecords records) {
        Instant begun = clock.instant();
        clients.commits().commit(records, () -> listener.reached(Milestone.SENT, records.version()));
        nextOffset = records.nextOffset();
        weights.delete(trimmer.published(records));
        lastPublish = Duration.between(begun, clock.instant());
    }

    private void save(String weightsSha256) {
        Instant begun = clock.instant();
        LearnerPosition position = loop.position();
        checkpoints.save(trainer, architecture, position, weightsSha256);
        saved = position.version();
        lastCheckpoint = Duration.between(begun, clock.instant());
        listener.reached(Milestone.SAVED, position.version());
    }

    /** Publishing and saving come after the step is written down: their times are those of the step before. */
    private Map<String, Double> timing(TrainingLoop.Step step, Duration whole) {
        Map<String, Double> timing = new HashMap<>();
        timing.put("perf/time_per_step", seconds(whole));
        double duration = Math.max(1e-9, seconds(whole));
        step.batch().answeredSize().ifPresent(size -> timing.put("perf/tokens_per_second", size.tokens() / duration));
        step.batch().drawnSize().ifPresent(size -> timing.put("perf/images_per_second", size.sequences() / duration));
        timing.put("timing_s/wait", seconds(step.batch().waited()));
        timing.put("timing_s/fetch", seconds(step.batch().fetched()));
        if (step.result() instanceof StepResult.Trained trained) {
            timing.put("timing_s/forward_backward", seconds(trained.forwardBackward()));
            timing.put("timing_s/optimizer", seconds(trained.optimizer()));
        }
        timing.put("timing_s/publish", seconds(lastPublish));
        timing.put("timing_s/checkpoint", seconds(lastCheckpoint));
        return timing;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
