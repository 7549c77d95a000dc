package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerCheckpoints;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.experience.ArchivedPrompts;
import dev.millrace.learner.experience.ExperienceReader;
import dev.millrace.learner.experience.ExperienceSource;
import dev.millrace.learner.experience.TrajectorySource;
import dev.millrace.learner.objective.OffPolicyCorrection;
import dev.millrace.learner.step.StepTrainer;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.log.EncodedImages;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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
    private final Function<TrainingSettings, TrainablePolicy> policies;
    private final boolean anyVersion;
    private final Lineages lineages;
    private final Clock clock;
    private final LearnerListener listener;

    /**
     * @param run the run whose experience is trained; stands in the checkpoints
     * @param runSeed seed of that run, kept in the checkpoints
     * @param policies makes the policy to begin with ready to be trained
     * @param anyVersion whether to train tokens of every version, as their importance weights allow; else by
     *     {@code max_staleness}, like the live learner
     * @param lineages of the run that sampled the experience; they say how old a version is
     * @param listener hears of each step
     * @throws IllegalArgumentException if tokens of any version are asked for without an importance correction
     */
    public OfflineTraining(
            RunId run,
            LearnerConfig config,
            long runSeed,
            Function<TrainingSettings, TrainablePolicy> policies,
            boolean anyVersion,
            Lineages lineages,
            Clock clock,
            LearnerListener listener) {
        if (anyVersion && config.objective().correction() == OffPolicyCorrection.NONE) {
            throw new IllegalArgumentException(
                    "objective.correction must be truncate or mask to train tokens of any" + " version, not none");
        }
        this.run = run;
        this.config = config;
        this.runSeed = runSeed;
        this.policies = policies;
        this.anyVersion = anyVersion;
        this.lineages = lineages;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Trains until the experience ends, the last step is made, or it is stopped. Saves checkpoints as the live learner
     * does, and one at the end.
     *
     * @param images those of the prompts
     * @param from offset at which the first batch begins
     * @throws RefusedStepsException if too many steps in a row were not finite
     */
    public OfflineResult run(
            ExperienceSource experience,
            TrajectorySource trajectories,
            EncodedImages images,
            long from,
            BooleanSupplier stopping) {
        try (TrainablePolicy policy = policies.apply(config.training());
                StepTrainer steps = new StepTrainer(policy, config.steps(), clock)) {
            ExperienceReader reader = new ExperienceReader(
                    run,
                    experience,
                    trajectories,
                    new ArchivedPrompts(images, policy),
                    (raw, cause) -> log.atWarn()
                            .addKeyValue("offset", raw.offset())
                            .addKeyValue("cause", cause.getMessage())
                            .log("a record is no experience"),
                    clock,
                    config.batchGroups(),
                    config.maxStaleness(),
                    policy,
                    lineages);
            if (anyVersion) {
                reader.allowAnyVersion();
            }
            TrainingLoop loop =
                    new TrainingLoop(config, reader, steps, listener, lineages, LearnerPosition.beginning(from));
            LearnerCheckpoints checkpoints = new LearnerCheckpoints(
                    config.checkpoint().folder(),
                    config.checkpoint().keep(),
                    run,
                    new LearnerCheckpoints.Provenance(config.digest(), policy.baseSha256(), runSeed));
            Training training = new Training(config, policy, loop, checkpoints, listener, clock);
            CountedSteps counted = new CountedSteps(run, config, lineages, training.digest(), listener);
            training.run(counted, stopping);
            return counted.result(training.position());
        }
    }
}
