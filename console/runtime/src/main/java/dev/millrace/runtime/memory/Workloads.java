package dev.millrace.runtime.memory;

import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.runtime.config.MillraceConfig;

/** What the roles of a run do with its policy, as its settings say it. */
public final class Workloads {

    private Workloads() {}

    /** One worker's. A group is drawn at a time. */
    public static Workload.Sampling sampling(MillraceConfig settings, int promptTokens) {
        return new Workload.Sampling(
                settings.worker().groupSize(),
                promptTokens,
                settings.worker().maxResponseTokens(),
                settings.learner().training().adaptation() instanceof Adaptation.Full);
    }

    /** One worker's that measures how much answers of servers depend on their images. */
    public static Workload.Measuring measuring(MillraceConfig settings, int promptTokens) {
        return new Workload.Measuring(
                settings.worker().groupSize(),
                promptTokens,
                settings.worker().maxResponseTokens(),
                settings.worker().measuredVersions(),
                settings.learner().training().adaptation());
    }

    /** The learner's. */
    public static Workload.Training training(MillraceConfig settings, int promptTokens) {
        int answerTokens = settings.worker().maxResponseTokens();
        int group = settings.worker().groupSize();
        int tokens = settings.learner().microBatchTokens();
        int most = settings.learner().microBatchGroups() * group;
        int sequences = tokens == 0 ? most : Math.max(1, Math.min(most, tokens / (promptTokens + answerTokens)));
        return new Workload.Training(
                Math.max(1, sequences / group),
                sequences,
                promptTokens,
                answerTokens,
                settings.learner().training().adaptation(),
                settings.learner().objective().needsReference(),
                settings.learner().recompute());
    }
}
