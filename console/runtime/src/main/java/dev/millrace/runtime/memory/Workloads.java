package dev.millrace.runtime.memory;

import dev.millrace.policy.family.Workload;
import dev.millrace.runtime.config.MillraceConfig;

/** What the roles of a run do with its policy, as its settings say it. */
public final class Workloads {

    private Workloads() {}

    /** One worker's. A group is drawn at a time. */
    public static Workload.Sampling sampling(MillraceConfig settings, int promptTokens) {
        return new Workload.Sampling(
                settings.worker().groupSize(), promptTokens, settings.worker().maxResponseTokens(), true);
    }

    /** The learner's. */
    public static Workload.Training training(MillraceConfig settings, int promptTokens) {
        return new Workload.Training(
                settings.learner().microBatchGroups() * settings.worker().groupSize(),
                promptTokens,
                settings.worker().maxResponseTokens(),
                0,
                true,
                settings.learner().objective().needsReference());
    }
}
