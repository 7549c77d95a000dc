package dev.millrace.learner.step;

import dev.millrace.learner.objective.LossStatistics;
import dev.millrace.learner.objective.ObjectiveConfig;
import java.util.Map;

/** What was seen while the gradients of one optimizer step were gathered: the policy as that step found it. For one thread. */
final class OptimizerStep {

    private final LossStatistics answers;
    private final DrawingStatistics drawings;
    private Map<String, Double> gradientNorms = Map.of();
    private Map<String, Double> networkLosses = Map.of();

    OptimizerStep(ObjectiveConfig objective) {
        this.answers = new LossStatistics(objective);
        this.drawings = new DrawingStatistics(LossStatistics.ofSteps(objective));
    }

    /** Over the tokens of answers. */
    LossStatistics answers() {
        return answers;
    }

    /** Over the denoising steps of images. */
    DrawingStatistics drawings() {
        return drawings;
    }

    /** Takes what the policy says of all that was gathered. */
    void gathered(Map<String, Double> norms, Map<String, Double> losses) {
        gradientNorms = norms;
        networkLosses = losses;
    }

    /** Norms of the gradients by part of the policy. */
    Map<String, Double> gradientNorms() {
        return gradientNorms;
    }

    /** Losses inside the network by name. */
    Map<String, Double> networkLosses() {
        return networkLosses;
    }
}
