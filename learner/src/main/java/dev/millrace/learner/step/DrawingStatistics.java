package dev.millrace.learner.step;

import dev.millrace.learner.objective.LossStatistics;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.learning.StepLoss;
import dev.millrace.policy.learning.TokenLoss;
import java.util.Map;

/** Sums over the denoising steps of a batch, micro-batch by micro-batch. Belongs to one thread. */
final class DrawingStatistics {

    private static final float[] NONE = {};

    private final LossStatistics steps;
    private double divergence;

    /** @param steps empty as yet */
    DrawingStatistics(LossStatistics steps) {
        this.steps = steps;
    }

    /**
     * Adds a micro-batch.
     *
     * @param values what the policy says of its steps; divergences are 0 at padding
     */
    void add(TokenBatch batch, StepLoss.Values values) {
        steps.add(batch, new TokenLoss.Values(values.logProbs(), new float[values.size()], null));
        for (float value : values.divergences().orElse(NONE)) {
            divergence += value;
        }
    }

    /** Adds what another has counted. */
    void add(DrawingStatistics other) {
        steps.add(other.steps);
        divergence += other.divergence;
    }

    /** Adds the metrics by name, if there was a denoising step; the loss is the mean of those of the optimizer steps. */
    void putInto(Map<String, Double> metrics, boolean hasReference, int optimizerSteps) {
        if (steps.tokens() == 0) {
            return;
        }
        metrics.put("drawing/ratio/mean", steps.ratioMean());
        metrics.put("drawing/ratio/max", steps.ratioMax());
        metrics.put("drawing/clip_ratio/low", steps.clippedLow());
        metrics.put("drawing/clip_ratio/high", steps.clippedHigh());
        metrics.put("drawing/off_policy/truncated_ratio", steps.truncated());
        metrics.put("drawing/pg_loss", steps.policyLoss() / optimizerSteps);
        metrics.put("drawing/ppo_kl", steps.policyKl());
        if (hasReference) {
            metrics.put("drawing/kl", divergence / steps.tokens());
        }
    }
}
