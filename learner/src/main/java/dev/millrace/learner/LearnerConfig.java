package dev.millrace.learner;

import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.Proximal;
import dev.millrace.learner.step.MicroBatchLimit;
import dev.millrace.learner.step.MismatchConfig;
import dev.millrace.learner.step.StepSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.schemas.id.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Settings of the learner.
 *
 * @param batchGroups groups of one step, B, from 1 to 4096
 * @param miniBatches optimizer steps that are made of one batch, each of its share of the groups, from 1 to batch_groups; all of
 *     them are one step of the run: one version, one transaction
 * @param totalSteps step after which the learner stops by itself; 0 for never
 * @param maxStaleness versions that a token may be older than the weights it trains, at least 0
 * @param microBatchGroups groups of one forward and backward pass, at least 1; it bounds memory and changes no result
 *     beyond rounding
 * @param microBatchTokens most tokens of one forward and backward pass, prompts and images included, counted as rows times the
 *     longest of them; 0 for any number. It bounds memory; a group that is larger is cut, a single answer never
 * @param recompute whether what layers compute on their way forward is computed again on the way back, instead of being held: less
 *     memory, more time, the same weights; of policies of family {@code qwen}
 * @param maxRefusals refused steps in a row after which the learner gives up, at least 1
 * @param resume how a learner goes on that was ended between two checkpoints: {@code exact} repeats the steps since the
 *     newest one and goes on only with the same bits; {@code rewind} goes back to it and trains again from there, in a new
 *     lineage; {@code auto} is exact where the device repeats bits, and rewind where not
 * @param train whether the weights themselves are trained ({@code full}) or a low-rank adapter over them ({@code lora}), where
 *     the policy's family can do it
 * @param lora the adapter
 * @param trainTower whether the vision tower is trained too, of policies that have one of their own: its weights, or with
 *     {@code lora} an adapter beside each of its linear layers; else it stays as it is
 * @param objective what a step minimises
 * @param mismatch how the sampler's log-probabilities are compared with the learner's own
 * @param optimizer AdamW
 * @param schedule the learning rate over the steps
 * @param checkpoint where and how often to save
 * @param weights how to publish
 */
public record LearnerConfig(
        int batchGroups,
        int miniBatches,
        int totalSteps,
        int maxStaleness,
        int microBatchGroups,
        int microBatchTokens,
        boolean recompute,
        int maxRefusals,
        Resume resume,
        Train train,
        LoraConfig lora,
        boolean trainTower,
        ObjectiveConfig objective,
        MismatchConfig mismatch,
        OptimizerConfig optimizer,
        ScheduleConfig schedule,
        CheckpointConfig checkpoint,
        WeightsConfig weights) {

    private static final int MOST_GROUPS = 4096;

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public LearnerConfig {
        atLeast("batch_groups", batchGroups, 1);
        if (batchGroups > MOST_GROUPS) {
            throw new IllegalArgumentException("batch_groups must be at most " + MOST_GROUPS + ", not " + batchGroups
                    + ": the ids of a step are one record");
        }
        requireMiniBatches(miniBatches, batchGroups, objective);
        atLeast("total_steps", totalSteps, 0);
        atLeast("max_staleness", maxStaleness, 0);
        atLeast("micro_batch_groups", microBatchGroups, 1);
        atLeast("micro_batch_tokens", microBatchTokens, 0);
        atLeast("max_refusals", maxRefusals, 1);
        if (schedule.shape() == ScheduleConfig.Shape.COSINE && totalSteps <= schedule.warmupSteps()) {
            throw new IllegalArgumentException("total_steps must be above " + schedule.warmupSteps()
                    + " for a cosine schedule, beyond its warm-up, not " + totalSteps
                    + "; set schedule.shape to constant to run for ever");
        }
    }

    /** 32 groups a step, staleness of at most 1, a constant rate of 2e-4, for ever. */
    public static LearnerConfig defaults() {
        return new LearnerConfig(
                32,
                1,
                0,
                1,
                8,
                0,
                true,
                5,
                Resume.AUTO,
                Train.FULL,
                LoraConfig.defaults(),
                false,
                ObjectiveConfig.defaults(),
                MismatchConfig.defaults(),
                OptimizerConfig.defaults(),
                ScheduleConfig.defaults(),
                CheckpointConfig.defaults(),
                WeightsConfig.defaults());
    }

    /** Learning rate of the step that makes a version, from 1. */
    public double learningRate(int step) {
        return schedule.rate(optimizer.lr(), step, totalSteps);
    }

    /** How a batch is trained. */
    StepSettings steps() {
        return new StepSettings(
                objective, miniBatches, new MicroBatchLimit(microBatchGroups, microBatchTokens), mismatch.versions());
    }

    /** How the policy is to be trained. */
    public TrainingSettings training() {
        return new TrainingSettings(
                optimizer.adamW(),
                optimizer.maxGradNorm(),
                objective.needsReference(),
                objective.drawing().needsReference(),
                train == Train.LORA ? lora.adaptation(trainTower) : new Adaptation.Full(trainTower),
                recompute);
    }

    /** A digest of all settings that the weights depend on; the same digest and experience give the same weights. */
    String digest() {
        String text = batchGroups + (miniBatches == 1 ? "" : "/" + miniBatches) + "|" + totalSteps + "|" + maxStaleness
                + "|" + microBatchGroups
                + (microBatchTokens == 0 ? "" : "," + microBatchTokens) + "|" + objective
                + "|" + optimizer + "|" + schedule
                + (training().adaptation().equals(Adaptation.FULL)
                        ? ""
                        : "|" + training().adaptation());
        return Sha256.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same settings with another place of checkpoints. */
    public LearnerConfig with(CheckpointConfig other) {
        return new LearnerConfig(
                batchGroups,
                miniBatches,
                totalSteps,
                maxStaleness,
                microBatchGroups,
                microBatchTokens,
                recompute,
                maxRefusals,
                resume,
                train,
                lora,
                trainTower,
                objective,
                mismatch,
                optimizer,
                schedule,
                other,
                weights);
    }

    /** With a correction, ratios compare with the policy as the step begins, which one optimizer step does not move from. */
    private static void requireMiniBatches(int miniBatches, int batchGroups, ObjectiveConfig objective) {
        atLeast("mini_batches", miniBatches, 1);
        if (miniBatches > batchGroups) {
            throw new IllegalArgumentException("mini_batches must be at most batch_groups " + batchGroups + ", not "
                    + miniBatches + ": each is made of groups");
        }
        if (miniBatches > 1 || !objective.correction().decoupled()) {
            return;
        }
        if (objective.loss().needsMovedRatios()) {
            throw new IllegalArgumentException("mini_batches must be 2 or more with objective.loss="
                    + objective.loss().name().toLowerCase(Locale.ROOT)
                    + ": with 1 every ratio to the policy as the step begins is 1, and it teaches what clipped does; or set"
                    + " objective.correction=none, so that ratios compare with the policy that sampled");
        }
        if (objective.proximal() == Proximal.INTERPOLATED) {
            throw new IllegalArgumentException(
                    "mini_batches must be 2 or more with objective.proximal=interpolated: with 1"
                            + " the policy as the step begins is the one in training, and nothing is to be guessed");
        }
    }

    static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
        }
    }
}
