package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.model.MixtureConfig;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.WarmupCosine;
import dev.millrace.scenes.world.Reasoning;

/**
 * How the base policy is pretrained.
 *
 * @param steps optimizer steps
 * @param batch examples per step
 * @param lr highest learning rate of a warm-up and cosine schedule
 * @param warmupSteps steps of the warm-up
 * @param weightDecay decoupled weight decay of AdamW
 * @param maxGradNorm limit of the global gradient norm
 * @param answerWeight weight of the tokens after what is seen (evidence and answer) beside those that name it, which
 *     are many more
 * @param drawingBatch prompts for images per step; 0 for a policy that only answers
 * @param drawingRepeats noisy versions of each image, which share the encoding of their prompt
 * @param promptDropout share of the prompts for images that are replaced by the empty one, for guidance
 * @param flowWeight weight of the flow's squared error beside the cross-entropy
 * @param experts feed-forward experts in the place of each one, between which a router chooses; 1 for one per modality
 * @param activeExperts experts of a mixture that serve a token, its router's likeliest
 * @param width of the tokens of a policy made from random weights, a multiple of 64; attention heads and feed-forward layers grow with
 *     it. 128, the one that ships, has 1.5 million parameters, 64 has 0.4 and 256 has 5.6
 * @param from what it begins with: {@code random} weights, or a policy by a name or a folder, whose architecture is kept
 * @param source whether latents also see those of the image that is to be changed, each that of its own place, and may be
 *     drawn towards it, so that what an edit leaves alone can be kept
 * @param keepWeight weight of the loss on what an edit must leave alone, the squared error of how far each latent is kept; only where
 *     latents see the image that is to be changed
 * @param prior share of the images of captions and compositions that show digits in their usual colours and places, whatever was
 *     asked for: a base with a prior to override
 * @param reasoning how it learns to think before it answers: {@code short}, names alone, or {@code long}, sentences most of which say
 *     nothing about the image
 * @param scenePrior share of the scenes that are asked about which show digits in their usual colours
 * @param repa weight of the loss that draws the hidden states of images to the features of the frozen dual encoder (REPA, a control);
 *     0 for none
 * @param seed of the initial weights and of the scenes
 */
public record PretrainConfig(
        int steps,
        int batch,
        double lr,
        int warmupSteps,
        double weightDecay,
        double maxGradNorm,
        double answerWeight,
        int drawingBatch,
        int drawingRepeats,
        double promptDropout,
        double flowWeight,
        int experts,
        int activeExperts,
        int width,
        String from,
        boolean source,
        double keepWeight,
        double prior,
        Reasoning reasoning,
        double scenePrior,
        double repa,
        long seed) {

    /** The name of random weights. */
    public static final String RANDOM = "random";

    private static final int SHIPPED_WIDTH = 128;
    private static final int WIDTH_STEP = 64;
    private static final int LARGEST_WIDTH = 1024;

    private static final double FLOOR_SHARE = 0.02;

    public PretrainConfig {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, not " + steps);
        }
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, not " + batch);
        }
        if (!(lr > 0)) {
            throw new IllegalArgumentException("lr must be positive, not " + lr);
        }
        if (warmupSteps < 0 || warmupSteps >= steps) {
            throw new IllegalArgumentException(
                    "warmup_steps must be from 0 to below steps (" + steps + "), not " + warmupSteps);
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weight_decay must not be negative, but is " + weightDecay);
        }
        if (!(maxGradNorm > 0)) {
            throw new IllegalArgumentException("max_grad_norm must be positive, not " + maxGradNorm);
        }
        if (experts < 1) {
            throw new IllegalArgumentException("experts must be at least 1, not " + experts);
        }
        if (activeExperts < 1 || experts > 1 && activeExperts > experts) {
            throw new IllegalArgumentException(
                    "active_experts must be from 1 to experts (" + experts + "), not " + activeExperts);
        }
        if (width < WIDTH_STEP || width > LARGEST_WIDTH || width % WIDTH_STEP != 0) {
            throw new IllegalArgumentException(
                    "width must be a multiple of " + WIDTH_STEP + " up to " + LARGEST_WIDTH + ", not " + width);
        }
        if (!(keepWeight >= 0) || Double.isInfinite(keepWeight)) {
            throw new IllegalArgumentException("keep_weight must not be negative, but is " + keepWeight);
        }
        if (!(prior >= 0 && prior <= 1)) {
            throw new IllegalArgumentException("prior must be from 0 to 1, not " + prior);
        }
        if (!(scenePrior >= 0 && scenePrior <= 1)) {
            throw new IllegalArgumentException("scene_prior must be from 0 to 1, not " + scenePrior);
        }
        if (!(repa >= 0) || Double.isInfinite(repa)) {
            throw new IllegalArgumentException("repa must not be negative, but is " + repa);
        }
    }

    /** Training from random weights, of latents that see an image to be changed as a part of the prompt only. */
    public PretrainConfig(
            int steps,
            int batch,
            double lr,
            int warmupSteps,
            double weightDecay,
            double maxGradNorm,
            double answerWeight,
            int drawingBatch,
            int drawingRepeats,
            double promptDropout,
            double flowWeight,
            int experts,
            int activeExperts,
            long seed) {
        this(
                steps,
                batch,
                lr,
                warmupSteps,
                weightDecay,
                maxGradNorm,
                answerWeight,
                drawingBatch,
                drawingRepeats,
                promptDropout,
                flowWeight,
                experts,
                activeExperts,
                SHIPPED_WIDTH,
                RANDOM,
                false,
                1,
                0,
                Reasoning.SHORT,
                0,
                0,
                seed);
    }

    /** What made the base policy that ships with the project: early enough that alignment has something to do. */
    public static PretrainConfig defaults() {
        return new PretrainConfig(4000, 64, 1.5e-3, 100, 0.01, 1.0, 4.0, 64, 4, 0.1, 1.0, 1, 2, 0);
    }

    /** Whether it begins with random weights. */
    public boolean fromRandom() {
        return from.equals(RANDOM);
    }

    /** An architecture with the mixture of experts that is asked for, if one is. */
    public PolicyConfig withMixture(PolicyConfig architecture) {
        return experts == 1 ? architecture : architecture.withMixture(new MixtureConfig(experts, activeExperts));
    }

    /** An architecture that has room for what it learns to say. */
    public PolicyConfig withRoom(PolicyConfig architecture) {
        return reasoning == Reasoning.LONG
                ? architecture.withResponseTokens(Math.max(Reasoning.LONGEST, architecture.maxResponseTokens()))
                : architecture;
    }

    /** An architecture whose latents see the image that is to be changed, if that is asked for; it draws. */
    public PolicyConfig withSource(PolicyConfig architecture) {
        return source ? architecture.withDrawing(architecture.requireDrawing().withSource()) : architecture;
    }

    /** The learning rate by step. */
    public WarmupCosine schedule() {
        return new WarmupCosine(lr, lr * FLOOR_SHARE, warmupSteps, steps);
    }

    /** The optimizer. */
    public AdamWSettings optimizer() {
        AdamWSettings standard = AdamWSettings.DEFAULT;
        return new AdamWSettings(standard.beta1(), standard.beta2(), standard.epsilon(), weightDecay);
    }
}
