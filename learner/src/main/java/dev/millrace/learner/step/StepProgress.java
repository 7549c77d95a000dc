package dev.millrace.learner.step;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.objective.LossStatistics;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.schemas.id.GroupId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of the optimizer steps of one batch. Figures under plain names speak of all of them: of each token when it was trained,
 * and the mean of losses and norms. With more than one, each has figures of its own as well, by its number from 1. For one thread.
 */
final class StepProgress {

    private final ObjectiveConfig objective;
    private final double learningRate;
    private final int planned;
    private final LossStatistics answers;
    private final DrawingStatistics drawings;
    private final Map<String, Double> sums = new HashMap<>();
    private final Map<String, Double> single = new HashMap<>();
    private final Map<GroupId, String> refused = new HashMap<>();
    private final List<String> causes = new ArrayList<>();
    private int made;
    private double norms;

    /** @param planned optimizer steps that the batch is to be made of */
    StepProgress(ObjectiveConfig objective, double learningRate, int planned) {
        this.objective = objective;
        this.learningRate = learningRate;
        this.planned = planned;
        this.answers = new LossStatistics(objective);
        this.drawings = new DrawingStatistics(LossStatistics.ofSteps(objective));
    }

    /** Adds an optimizer step, made or refused. */
    void add(ExperienceBatch part, OptimizerStep step, StepOutcome outcome) {
        answers.add(step.answers());
        drawings.add(step.drawings());
        step.gradientNorms().forEach((name, norm) -> sums.merge("actor/grad_norm/" + name, norm, Double::sum));
        step.networkLosses().forEach((name, loss) -> sums.merge("actor/" + name, loss, Double::sum));
        if (planned > 1) {
            addSingle("mini_batch/" + (made + causes.size() + 1) + "/", part, step);
        }
        if (outcome instanceof StepOutcome.Applied applied) {
            made++;
            norms += applied.gradientNorm();
            if (planned > 1) {
                single.put("mini_batch/" + (made + causes.size()) + "/grad_norm", applied.gradientNorm());
            }
        } else if (outcome instanceof StepOutcome.Refused failed) {
            causes.add(failed.cause());
            part.trainable().forEach(group -> refused.put(group.id(), failed.cause()));
        }
    }

    private void addSingle(String name, ExperienceBatch part, OptimizerStep step) {
        single.put(name + "groups", (double) part.trainable().size());
        LossStatistics seen = step.answers();
        if (seen.tokens() > 0) {
            single.put(name + "pg_loss", seen.policyLoss());
            single.put(name + "ppo_kl", seen.policyKl());
            single.put(name + "ratio_max", seen.ratioMax());
            single.put(name + "clip_ratio_low", seen.clippedLow());
            single.put(name + "clip_ratio_high", seen.clippedHigh());
        }
    }

    /** Metrics of all optimizer steps together, and of each. Not all are finite where one was refused. */
    Map<String, Double> metrics() {
        Map<String, Double> metrics = new HashMap<>(single);
        metrics.put("actor/lr", learningRate);
        metrics.put("optimizer_steps", (double) made);
        sums.forEach((name, sum) -> metrics.put(name, sum / planned));
        if (made > 0) {
            metrics.put("actor/grad_norm", norms / made);
        }
        drawings.putInto(metrics, objective.drawing().needsReference(), planned);
        if (answers.tokens() > 0) {
            addAnswers(metrics);
        }
        return metrics;
    }

    private void addAnswers(Map<String, Double> metrics) {
        metrics.put("entropy", answers.entropy());
        metrics.put("clip_ratio/low", answers.clippedLow());
        metrics.put("clip_ratio/high", answers.clippedHigh());
        metrics.put("off_policy/truncated_ratio", answers.truncated());
        metrics.put("actor/pg_loss", answers.policyLoss() / planned);
        metrics.put("actor/pg_clipfrac", answers.clippedLow() + answers.clippedHigh());
        metrics.put("actor/ppo_kl", answers.policyKl());
        metrics.put("ratio/mean", answers.ratioMean());
        metrics.put("ratio/max", answers.ratioMax());
        if (objective.needsMaskedViews()) {
            metrics.put("perception_kl", answers.perception());
        }
        if (objective.needsReference()) {
            metrics.put("kl", answers.kl());
        }
    }

    /** What became of the batch: it was trained if any optimizer step was made. */
    StepResult result(Map<String, Double> metrics, Duration forwardBackward, Duration optimizer) {
        if (made == 0) {
            metrics.values().removeIf(value -> !Double.isFinite(value));
            return new StepResult.Refused(causes.get(0), metrics);
        }
        if (!causes.isEmpty()) {
            metrics.values().removeIf(value -> !Double.isFinite(value));
        }
        return new StepResult.Trained(metrics, refused, forwardBackward, optimizer);
    }
}
