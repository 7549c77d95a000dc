package dev.millrace.workers.sampling;

import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.workers.Samples;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.publishing.PromptOutcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Groups that were sampled from a policy without an engine. */
public final class GroupSamples {

    public static final int GROUP_SIZE = 4;

    private GroupSamples() {}

    /** Groups of prompts at consecutive offsets of partition 0. */
    public static List<PromptOutcome> sampled(long first, int count) {
        return sampling(9)
                .sample(
                        LongStream.range(first, first + count)
                                .mapToObj(offset -> Samples.consumed(0, offset))
                                .toList(),
                        new Samples.SeededPolicy());
    }

    /** Sampling for a run with this seed. */
    static PreparedSampling sampling(long runSeed) {
        return new PreparedSampling(preparation(runSeed), sampling());
    }

    /** Prompts of a run with this seed, written as words. */
    public static BatchPreparation preparation(long runSeed) {
        WordTokenizer tokenizer = WordTokenizer.builtIn();
        return new BatchPreparation(
                runSeed,
                (prompt, until) -> new PreparedPrompt.Ready(
                        new PolicyInput(tokenizer.encode(prompt.getText()), List.of(), List.of())),
                Duration.ZERO,
                Clock.systemUTC());
    }

    /** Sampling of answers. */
    public static GroupSampling sampling() {
        return new GroupSampling(
                new RolloutSettings(new SamplingSettings(GROUP_SIZE, 1, 8), Optional.empty(), FlowSettings.rollouts()),
                new FormatDigests("1".repeat(64), "", ""),
                "w1",
                new WorkerMetrics(),
                Clock.systemUTC());
    }
}
