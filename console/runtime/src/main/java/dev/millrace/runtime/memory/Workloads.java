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

    /** The learner's. */
    public static Workload.Training training(MillraceConfig settings, int promptTokens) {
        int answerTokens = settings.worker().maxResponseTokens();
        int tokens = settings.learner().microBatchTokens();
        int sequences =
                settings.learner().microBatchGroups() * settings.worker().groupSize();
        return new Workload.Training(
                tokens == 0 ? sequences : Math.max(1, Math.min(sequences, tokens / (promptTokens + answerTokens))),
                promptTokens,
                answerTokens,
                settings.learner().training().adaptation(),
                settings.learner().objective().needsReference());
    }
}
