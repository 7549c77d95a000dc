package dev.millrace.learner.step;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.lineage.Lineages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Metrics of what a batch holds, under the names that users of RL post-training know. Pure. */
public final class BatchMetrics {

    private BatchMetrics() {}

    /**
     * The metrics by name; those of rewards, lengths and staleness are absent where nothing can be trained.
     *
     * @param lineages say how many steps lie between two versions
     */
    public static Map<String, Double> of(ExperienceBatch batch, Lineages lineages) {
        List<TrainableGroup> groups = batch.trainable();
        List<TrainableTrajectory> trajectories =
                groups.stream().flatMap(group -> group.trajectories().stream()).toList();
        int rejected = batch.groups().stream()
                .mapToInt(group -> group.rejections().size())
                .sum();
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("batch/groups", (double) groups.size());
        metrics.put("batch/trajectories", (double) trajectories.size());
        metrics.put("batch/rejected", (double) rejected);
        if (trajectories.isEmpty()) {
            return metrics;
        }
        metrics.put("reward", mean(trajectories, TrainableTrajectory::reward));
        metrics.put("reward_std", mean(groups, TrainableGroup::rewardStd));
        metrics.put("frac_reward_zero_std", mean(groups, group -> group.rewardStd() == 0 ? 1 : 0));
        int step = lineages.stepOf(batch.version());
        ToDoubleFunction<TrainableTrajectory> age =
                each -> step - lineages.oldestStep(each.minVersion(), each.maxVersion());
        metrics.put("staleness/avg", mean(trajectories, age));
        metrics.put(
                "staleness/max", trajectories.stream().mapToDouble(age).max().orElseThrow());
        addScorers(trajectories, metrics);
        addAnswers(trajectories.stream().filter(each -> !each.isDrawn()).toList(), metrics);
        addDrawings(trajectories.stream().filter(TrainableTrajectory::isDrawn).toList(), metrics);
        return metrics;
    }

    private static void addAnswers(List<TrainableTrajectory> answers, Map<String, Double> metrics) {
        if (answers.isEmpty()) {
            return;
        }
        metrics.put("batch/tokens", sum(answers, TrainableTrajectory::length));
        metrics.put("text/reward", mean(answers, TrainableTrajectory::reward));
        CreditMetrics.add(answers, metrics);
        metrics.put("completions/mean_length", mean(answers, TrainableTrajectory::length));
        metrics.put(
                "completions/clipped_ratio", mean(answers, answer -> answer.finish() == FinishReason.LENGTH ? 1 : 0));
    }

    private static void addDrawings(List<TrainableTrajectory> drawings, Map<String, Double> metrics) {
        if (drawings.isEmpty()) {
            return;
        }
        metrics.put("batch/images", (double) drawings.size());
        metrics.put("batch/denoising_steps", sum(drawings, TrainableTrajectory::length));
        metrics.put("drawing/reward", mean(drawings, TrainableTrajectory::reward));
    }

    private static void addScorers(List<TrainableTrajectory> trajectories, Map<String, Double> metrics) {
        SortedMap<String, Moments> scorers = new TreeMap<>();
        for (TrainableTrajectory trajectory : trajectories) {
            trajectory.components().forEach((scorer, value) -> scorers.merge(scorer, Moments.of(value), Moments::plus));
        }
        scorers.forEach((scorer, moments) -> {
            metrics.put("rewards/" + scorer + "/mean", moments.mean());
            metrics.put("rewards/" + scorer + "/std", moments.std());
        });
    }

    private record Moments(int count, double sum, double squares) {

        static Moments of(double value) {
            return new Moments(1, value, value * value);
        }

        Moments plus(Moments other) {
            return new Moments(count + other.count, sum + other.sum, squares + other.squares);
        }

        double mean() {
            return sum / count;
        }

        /** Sample standard deviation. */
        double std() {
            return count < 2 ? 0 : Math.sqrt(Math.max(0, (squares - sum * sum / count) / (count - 1)));
        }
    }

    private static <T> double sum(List<T> values, ToDoubleFunction<T> of) {
        return values.stream().mapToDouble(of).sum();
    }

    private static <T> double mean(List<T> values, ToDoubleFunction<T> of) {
        return sum(values, of) / values.size();
    }
}
