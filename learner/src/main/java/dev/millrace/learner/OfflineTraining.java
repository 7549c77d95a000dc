package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerCheckpoints;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.commit.PublishedWeights;
import dev.millrace.learner.commit.WeightTrimmer;
import dev.millrace.learner.experience.EndOfExperienceException;
import dev.millrace.learner.experience.ExperienceReader;
import dev.millrace.learner.experience.ExperienceSource;
import dev.millrace.learner.experience.PromptSource;
import dev.millrace.learner.experience.ReadGroup;
import dev.millrace.learner.experience.TrajectorySource;
import dev.millrace.learner.objective.OffPolicyCorrection;
import dev.millrace.learner.step.StepResult;
import dev.millrace.learner.step.StepTrainer;
import dev.millrace.learner.step.TrainedWeights;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.weights.WeightsDigest;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.weights.WeightInventory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains on recorded experience, from the base policy to the end of the record, by the code of the live learner. Nothing
 * is published. The same experience, settings and base give the weights of the live run, to the last bit. Used once, by
 * one thread.
 */
public final class OfflineTraining {

    private static final Logger log = LoggerFactory.getLogger(OfflineTraining.class);

    private final RunId run;
    private final LearnerConfig config;
    private final long runSeed;
    private final SavedModel base;
    private final SpecialTokens special;
    private final boolean anyVersion;
    private final Clock clock;
    private final LearnerListener listener;

    /**
     * @param run the run whose experience is trained; stands in the checkpoints
     * @param runSeed seed of that run, kept in the checkpoints
     * @param base the policy to begin with, which is also the reference
     * @param anyVersion whether to train tokens of every version, as their importance weights allow; else by
     *     {@code max_staleness}, like the live learner
     * @param listener hears of each step
     * @throws IllegalArgumentException if tokens of any version are asked for without an importance correction
     */
    public OfflineTraining(
            RunId run,
            LearnerConfig config,
            long runSeed,
            SavedModel base,
            SpecialTokens special,
            boolean anyVersion,
            Clock clock,
            LearnerListener listener) {
        if (anyVersion && config.objective().correction() == OffPolicyCorrection.NONE) {
            throw new IllegalArgumentException(
                    "objective.correction must be truncate or mask to train tokens of any" + " version, not none");
        }
        this.run = run;
        this.config = config;
        this.runSeed = runSeed;
        this.base = base;
        this.special = special;
        this.anyVersion = anyVersion;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Trains until the experience ends, the last step is made, or it is stopped. Saves checkpoints as the live learner
     * does, and one at the end.
     *
     * @param from offset at which the first batch begins
     * @throws RefusedStepsException if too many steps in a row were not finite
     */
    public OfflineResult run(
            ExperienceSource experience,
            TrajectorySource trajectories,
            PromptSource prompts,
            long from,
            BooleanSupplier stopping) {
        try (PolicyWeights reference = base.toWeights(PolicyVersion.INITIAL);
                PolicyTrainer trainer = new PolicyTrainer(
                        base.config(),
                        base.tensors(),
                        config.optimizer().adamW(),
                        config.optimizer().maxGradNorm())) {
            ExperienceReader reader = new ExperienceReader(
                    run,
                    experience,
                    trajectories,
                    prompts,
                    (raw, cause) -> log.atWarn()
                            .addKeyValue("offset", raw.offset())
                            .addKeyValue("cause", cause.getMessage())
                            .log("a record is no experience"),
                    clock,
                    config.batchGroups(),
                    config.maxStaleness(),
                    base.config());
            if (anyVersion) {
                reader.allowAnyVersion();
            }
            StepTrainer steps = new StepTrainer(
                    trainer, Optional.of(reference), special, config.objective(), config.microBatchGroups(), clock);
            TrainingLoop loop = new TrainingLoop(config, reader, steps, listener, LearnerPosition.beginning(from));
            LearnerCheckpoints checkpoints = new LearnerCheckpoints(
                    config.checkpoint().folder(),
                    config.checkpoint().keep(),
                    run,
                    new LearnerCheckpoints.Provenance(
                            config.digest(), reference.digest().whole(), runSeed),
                    base.autoencoder());
            return train(loop, trainer, checkpoints, stopping);
        }
    }

    private OfflineResult train(
            TrainingLoop loop, PolicyTrainer trainer, LearnerCheckpoints checkpoints, BooleanSupplier stopping) {
        long trained = 0;
        long rejected = 0;
        int saved = 0;
        String sha256 = WeightsDigest.of(trainer.weights()).whole();
        StepReport report = new StepReport(
                run,
                config,
                new WeightTrimmer(new WeightInventory(run), config.weights().keep()));
        while (!stopping.getAsBoolean() && !isDone(loop.position())) {
            TrainingLoop.Step step;
            try {
                step = loop.next();
            } catch (EndOfExperienceException e) {
                log.atInfo().addKeyValue("end", e.getMessage()).log("offline training has no whole batch any more");
                break;
            }
            LearnerPosition position = loop.position();
            PublishedWeights weights = PublishedWeights.onLog(
                    run,
                    TrainedWeights.of(trainer, position.version()),
                    config.weights().chunkBytes(),
                    position.settledGroups(),
                    clock.instant());
            sha256 = weights.manifest().getSha256();
            trained += step.result() instanceof StepResult.Trained
                    ? step.batch().trainable().stream()
                            .mapToLong(group -> group.trajectories().size())
                            .sum()
                    : 0;
            rejected += step.batch().groups().stream()
                    .map(ReadGroup::rejections)
                    .mapToLong(List::size)
                    .sum();
            Map<String, Double> timing =
                    Map.of("timing_s/fetch", seconds(step.batch().fetched()));
            report.of(step, weights, position, timing, clock.instant()).step().ifPresent(listener::committed);
            if (position.version() % config.checkpoint().every() == 0) {
                checkpoints.save(trainer, base.config(), position, sha256);
                saved = position.version();
            }
            if (step.result() instanceof StepResult.Refused refused && position.refusals() >= config.maxRefusals()) {
                throw new RefusedStepsException(position.refusals(), refused.cause());
            }
        }
        LearnerPosition end = loop.position();
        if (end.version() > saved) {
            checkpoints.save(trainer, base.config(), end, sha256);
        }
        return new OfflineResult(end.version(), sha256, end.settledGroups(), trained, rejected);
    }

    private boolean isDone(LearnerPosition position) {
        return config.totalSteps() > 0 && position.version() >= config.totalSteps();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
