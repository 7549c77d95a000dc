package dev.millrace.workers.sampling;

import dev.millrace.policy.sampling.Completion;
import dev.millrace.policy.sampling.SamplingRequest;
import dev.millrace.policy.sampling.SamplingSettings;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.PromptOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples a group for each prompt of a batch, all in one call of the policy.
 *
 * <p>What is wrong with one prompt costs its group alone: the prompt is refused, the others are sampled. Every prompt gets
 * exactly one outcome. Confined to the worker's thread.
 */
public final class GroupSampling {

    private final long runSeed;
    private final SamplingSettings settings;
    private final PromptPreparation preparation;
    private final FaultIsolation isolation;
    private final TrajectoryAssembly assembly;
    private final Duration imagePatience;
    private final Clock clock;

    /**
     * @param runSeed seed of the run, from which all noise derives
     * @param worker stands in the trajectories
     * @param imagePatience how long a batch waits for images that did not arrive yet
     */
    public GroupSampling(
            long runSeed,
            SamplingSettings settings,
            PromptPreparation preparation,
            Tokenizer tokenizer,
            String worker,
            Duration imagePatience,
            Clock clock) {
        this.runSeed = runSeed;
        this.settings = settings;
        this.preparation = preparation;
        this.isolation = new FaultIsolation(settings);
        this.assembly = new TrajectoryAssembly(tokenizer, worker, clock);
        this.imagePatience = imagePatience;
        this.clock = clock;
    }

    /**
     * The outcome of each prompt.
     *
     * @param policy the version that samples the whole batch; stays the caller's own
     * @throws IllegalStateException if the policy fails for one prompt after another, so that it is not the prompts
     */
    public List<PromptOutcome> sample(List<ConsumedPrompt> prompts, ServedPolicy policy) {
        Instant imagesUntil = clock.instant().plus(imagePatience);
        List<PromptOutcome> outcomes = new ArrayList<>();
        List<ConsumedPrompt.Readable> ready = new ArrayList<>();
        List<SamplingRequest> requests = new ArrayList<>();
        for (ConsumedPrompt prompt : prompts) {
            if (prompt instanceof ConsumedPrompt.Unreadable unreadable) {
                outcomes.add(new PromptOutcome.Refused(unreadable, DropReason.UNREADABLE, unreadable.cause()));
            } else if (prompt instanceof ConsumedPrompt.Readable readable) {
                PreparedPrompt prepared = preparation.prepare(readable.prompt(), imagesUntil);
                if (prepared instanceof PreparedPrompt.Ready fit) {
                    ready.add(readable);
                    requests.add(new SamplingRequest(fit.prompt(), GroupSeed.of(runSeed, readable.group())));
                } else if (prepared instanceof PreparedPrompt.Rejected rejected) {
                    outcomes.add(new PromptOutcome.Refused(readable, DropReason.PROMPT_REJECTED, rejected.cause()));
                }
            }
        }
        List<FaultIsolation.Result> results = isolation.sample(policy, requests);
        for (int i = 0; i < ready.size(); i++) {
            outcomes.add(outcome(ready.get(i), requests.get(i), results.get(i), policy));
        }
        return outcomes;
    }

    private PromptOutcome outcome(
            ConsumedPrompt.Readable prompt,
            SamplingRequest request,
            FaultIsolation.Result result,
            ServedPolicy policy) {
        if (result instanceof FaultIsolation.Failed failed) {
            return new PromptOutcome.Refused(
                    prompt,
                    DropReason.PROMPT_REJECTED,
                    new PromptRejectedException("sampling failed: " + failed.cause(), failed.cause()));
        }
        FaultIsolation.Done done = (FaultIsolation.Done) result;
        List<Completion> completions = done.completions();
        if (!completions.stream().allMatch(GroupSampling::isFinite)
                || !done.dependency().map(MeasuredGroup::isFinite).orElse(true)) {
            return new PromptOutcome.Refused(
                    prompt,
                    DropReason.NON_FINITE,
                    new PromptRejectedException(
                            "weights version " + policy.version()
                                    + " gave a log-probability or a divergence that is not finite; look at the learner's steps"));
        }
        return new PromptOutcome.Sampled(
                prompt, assembly.trajectories(prompt, request, settings, policy.version(), done));
    }

    private static boolean isFinite(Completion completion) {
        for (int i = 0; i < completion.logProbs().length(); i++) {
            if (!Float.isFinite(completion.logProbs().at(i))) {
                return false;
            }
        }
        return true;
    }
}
