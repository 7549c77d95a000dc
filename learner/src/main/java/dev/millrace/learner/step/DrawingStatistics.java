package dev.millrace.learner.step;

import dev.millrace.learner.objective.LossStatistics;
import dev.millrace.learner.objective.TokenBatch;
import java.util.Map;

/** Sums over the denoising steps of a batch, micro-batch by micro-batch. Belongs to one thread. */
final class DrawingStatistics {

    private final LossStatistics steps;
    private double divergence;

    /** @param steps empty as yet */
    DrawingStatistics(LossStatistics steps) {
        this.steps = steps;
    }

    /**
     * Adds a micro-batch.
     *
     * @param logProbs per step, (n, T) row by row with padding
     * @param divergences from the reference policy, likewise, 0 at padding
     */
    void add(TokenBatch batch, float[] logProbs, float[] divergences) {
        steps.add(batch, logProbs, new float[logProbs.length]);
        for (float value : divergences) {
            divergence += value;
        }
    }

    /** Adds the metrics by name, if there was a step. */
    void putInto(Map<String, Double> metrics, boolean hasReference) {
        if (steps.tokens() == 0) {
            return;
        }
        metrics.put("drawing/ratio/mean", steps.ratioMean());
        metrics.put("drawing/ratio/max", steps.ratioMax());
        metrics.put("drawing/clip_ratio/low", steps.clippedLow());
        metrics.put("drawing/clip_ratio/high", steps.clippedHigh());
        metrics.put("drawing/off_policy/truncated_ratio", steps.truncated());
        metrics.put("drawing/pg_loss", steps.policyLoss());
        metrics.put("drawing/ppo_kl", steps.policyKl());
        if (hasReference) {
            metrics.put("drawing/kl", divergence / steps.tokens());
        }
    }
}
