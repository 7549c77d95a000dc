package dev.millrace.runtime.memory;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.StoreConfig;

/** What the roles of a run do with its policy, as its settings say it. */
public final class Workloads {

    private Workloads() {}

    /**
     * Tokens of a prompt as far as they are certain: an image of {@code policy.max_pixels} where that is set. How long prompts
     * will be otherwise is not known before they come.
     *
     * @param policy which may be missing here
     */
    public static int leastPrompt(ModelSource policy, MillraceConfig settings) {
        int pixels = settings.policy().maxPixels();
        return pixels > 0 && policy.has(PolicyFamilies.CONFIG_FILE)
                ? Math.max(1, PolicyFamilies.found().of(policy).imageTokens(policy, pixels))
                : 1;
    }

    /** One worker's. A group is drawn at a time. */
    public static Workload.Sampling sampling(MillraceConfig settings, int promptTokens) {
        return new Workload.Sampling(
                settings.worker().groupSize(),
                promptTokens,
                settings.worker().maxResponseTokens(),
                settings.learner().training().adaptation() instanceof Adaptation.Full,
                mostOnLog(settings),
                settings.worker()
                        .dependency()
                        .decided(settings.readsDependency())
                        .settings()
                        .isPresent());
    }

    /** Largest version in bytes that travels on the log, and so through the heap. */
    static long mostOnLog(MillraceConfig settings) {
        return settings.kafka().store().type().equals(StoreConfig.NO_STORE)
                ? settings.learner().weights().maxBytes()
                : settings.learner().weights().mostBesideStore();
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
        int groups = settings.learner().microBatchGroups();
        int sequences = groups * group;
        if (tokens > 0) {
            groups = Math.min(groups, tokens / (promptTokens + group * answerTokens));
            sequences =
                    groups > 0 ? groups * group : Math.max(1, Math.min(group, (tokens - promptTokens) / answerTokens));
        }
        return new Workload.Training(
                Math.max(1, groups),
                sequences,
                promptTokens,
                answerTokens,
                settings.learner().training().adaptation(),
                settings.learner().objective().needsReference(),
                settings.learner().recompute(),
                settings.learner().mismatch().versions(),
                settings.learner().objective().needsMaskedViews());
    }
}
