package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.commit.PublishedWeights;
import dev.millrace.learner.commit.WeightTrimmer;
import dev.millrace.learner.experience.ReadGroup;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.WeightInventory;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The steps of offline training, which are counted and told, and published nowhere. Belongs to one thread. */
final class CountedSteps implements StepSink {

    private final RunId run;
    private final LearnerConfig config;
    private final Lineages lineages;
    private final StepReport report;
    private final LearnerListener listener;
    private String weightsSha256;
    private long trained;
    private long rejected;

    /**
     * @param lineages of the run whose experience is trained
     * @param base digest of the weights before the first step
     */
    CountedSteps(RunId run, LearnerConfig config, Lineages lineages, String base, LearnerListener listener) {
        this.run = run;
        this.config = config;
        this.report = new StepReport(
                run,
                config,
                FormatDigests.NONE,
                lineages,
                new WeightTrimmer(new WeightInventory(run), config.weights().keep()),
                () -> 0);
        this.lineages = lineages;
        this.listener = listener;
        this.weightsSha256 = base;
    }

    @Override
    public void accept(
            TrainingLoop.Step step,
            PolicyUpdate weights,
            LearnerPosition position,
            Map<String, Double> timing,
            Instant now) {
        weightsSha256 = weights.tensors().sha256();
        trained += step.trained().stream()
                .mapToLong(group -> group.trajectories().size())
                .sum();
        rejected += step.batch().groups().stream()
                .map(ReadGroup::rejections)
                .mapToLong(List::size)
                .sum();
        PublishedWeights announced = PublishedWeights.onLog(
                run, weights, config.weights().chunkBytes(), position.settledGroups(), lineages, now);
        report.of(step, announced, position, timing, now).step().ifPresent(listener::committed);
    }

    /** What all steps came to. */
    OfflineResult result(LearnerPosition end) {
        return new OfflineResult(end.step(), weightsSha256, end.settledGroups(), trained, rejected);
    }
}
