package dev.millrace.learner;

import dev.millrace.learner.LearnerListener.Milestone;
import dev.millrace.learner.checkpoint.LearnerCheckpoints;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.experience.EndOfExperienceException;
import dev.millrace.learner.step.StepResult;
import dev.millrace.learner.step.TrainedWeights;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.WeightsDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Training, live or offline: step, hand over, save, over and over. Belongs to the learner's thread; owns nothing that needs
 * closing.
 *
 * <p>A checkpoint is written after its step was handed over, so that it is never ahead of a log that keeps its word.
 */
final class Training {

    private static final Logger log = LoggerFactory.getLogger(Training.class);

    private final LearnerConfig config;
    private final TrainablePolicy policy;
    private final TrainingLoop loop;
    private final LearnerCheckpoints checkpoints;
    private final LearnerListener listener;
    private final Clock clock;
    private Duration lastCheckpoint = Duration.ZERO;
    private final int resumedAt;
    private int saved;

    /** @param loop trains the policy */
    Training(
            LearnerConfig config,
            TrainablePolicy policy,
            TrainingLoop loop,
            LearnerCheckpoints checkpoints,
            LearnerListener listener,
            Clock clock) {
        this.config = config;
        this.policy = policy;
        this.loop = loop;
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.clock = clock;
        this.resumedAt = loop.position().step();
        this.saved = resumedAt;
    }

    /** Where it stands. */
    LearnerPosition position() {
        return loop.position();
    }

    /** The digest of the weights as they are now. */
    String digest() {
        return WeightsDigest.of(policy.weights()).whole();
    }

    /** The weights as they are now, if a sink takes as many bytes. */
    PolicyUpdate update(StepSink sink) {
        sink.requireFits(TensorEncoder.length(policy.weights()));
        return TrainedWeights.of(policy, loop.lineages().versionAt(position().step()));
    }

    /** Whether the last step that was asked for is made. */
    boolean isDone() {
        return config.totalSteps() > 0 && position().step() >= config.totalSteps();
    }

    /**
     * Trains until the last step, the end of the experience, or until it is stopped, and saves where it stands then.
     *
     * @param sink takes each step
     * @throws RefusedStepsException if too many steps in a row were not finite
     */
    void run(StepSink sink, BooleanSupplier stopping) {
        Instant begun = clock.instant();
        while (!stopping.getAsBoolean() && !isDone()) {
            TrainingLoop.Step step;
            try {
                step = loop.next();
            } catch (EndOfExperienceException e) {
                log.atInfo().addKeyValue("end", e.getMessage()).log("training has no whole batch any more");
                break;
            } catch (WakeupException e) {
                if (!stopping.getAsBoolean()) {
                    throw e;
                }
                break;
            }
            begun = finish(step, begun, sink);
        }
        saveWhatStands();
    }

    /** Saves where it stands, unless that is saved. */
    void saveWhatStands() {
        if (position().step() > saved) {
            save(digest());
        }
    }

    private Instant finish(TrainingLoop.Step step, Instant begun, StepSink sink) {
        PolicyUpdate update = update(sink);
        Instant now = clock.instant();
        sink.accept(step, update, position(), timing(step, Duration.between(begun, now)), now);
        if (position().step() % config.checkpoint().every() == 0) {
            save(update.tensors().sha256());
        }
        if (step.result() instanceof StepResult.Refused refused && position().refusals() >= config.maxRefusals()) {
            throw new RefusedStepsException(position().refusals(), refused.cause());
        }
        return now;
    }

    private void save(String weightsSha256) {
        Instant begun = clock.instant();
        checkpoints.save(policy, position(), loop.lineages(), weightsSha256);
        saved = position().step();
        lastCheckpoint = Duration.between(begun, clock.instant());
        listener.reached(Milestone.SAVED, loop.lineages().versionAt(saved));
    }

    /** Saving comes after the step is written down: its time is that of the step before. */
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
        timing.put("timing_s/checkpoint", seconds(lastCheckpoint));
        checkpoints
                .newestCopy()
                .ifPresent(copied -> timing.put(
                        "checkpoint/uncopied_steps", (double) position().step() - Math.max(resumedAt, copied)));
        return timing;
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
