package dev.millrace.workers.sampling;

import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.SamplingSettings;
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
    private final FaultIsolation answers;
    private final FaultIsolation drawings;
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
        this.answers = new FaultIsolation("answering");
        this.drawings = new FaultIsolation("drawing");
        this.assembly = new TrajectoryAssembly(tokenizer, worker, clock);
        this.imagePatience = imagePatience;
        this.clock = clock;
    }

    /**
     * The outcome of each prompt.
     *
     * @param policy the version that samples the whole batch; stays the caller's own
     * @throws IllegalStateException if answering, or drawing, fails for one prompt after another, so that it is not the
     *     prompts
     */
    public List<PromptOutcome> sample(List<ConsumedPrompt> prompts, ServedPolicy policy) {
        Instant imagesUntil = clock.instant().plus(imagePatience);
        PromptOutcome[] outcomes = new PromptOutcome[prompts.size()];
        List<Waiting> answered = new ArrayList<>();
        List<Waiting> drawn = new ArrayList<>();
        for (int place = 0; place < outcomes.length; place++) {
            ConsumedPrompt prompt = prompts.get(place);
            if (prompt instanceof ConsumedPrompt.Unreadable unreadable) {
                outcomes[place] = new PromptOutcome.Refused(unreadable, DropReason.UNREADABLE, unreadable.cause());
            } else if (prompt instanceof ConsumedPrompt.Readable readable) {
                PreparedPrompt prepared = preparation.prepare(readable.prompt(), imagesUntil);
                if (prepared instanceof PreparedPrompt.Ready fit) {
                    long seed = GroupSeed.of(runSeed, readable.group());
                    (PromptTask.isDrawn(readable.prompt()) ? drawn : answered)
                            .add(new Waiting(place, readable, new SamplingRequest(fit.prompt(), seed)));
                } else if (prepared instanceof PreparedPrompt.Rejected rejected) {
                    outcomes[place] = new PromptOutcome.Refused(readable, DropReason.PROMPT_REJECTED, rejected.cause());
                }
            }
        }
        settle(answered, answers, requests -> policy.answer(requests, settings), policy.version(), outcomes);
        settle(drawn, drawings, requests -> images(policy, requests), policy.version(), outcomes);
        return List.of(outcomes);
    }

    /**
     * A prompt that is to be sampled.
     *
     * @param place among the prompts of the batch
     */
    private record Waiting(int place, ConsumedPrompt.Readable prompt, SamplingRequest request) {}

    private void settle(
            List<Waiting> waiting,
            FaultIsolation isolation,
            FaultIsolation.Sampling sampling,
            PolicyVersion version,
            PromptOutcome[] outcomes) {
        List<FaultIsolation.Result> results = isolation.sample(
                sampling, waiting.stream().map(Waiting::request).toList());
        for (int i = 0; i < waiting.size(); i++) {
            Waiting one = waiting.get(i);
            outcomes[one.place()] = outcome(one.prompt(), one.request(), results.get(i), version);
        }
    }

    private List<Rollout.Images> images(ServedPolicy policy, List<SamplingRequest> requests) {
        return policy.draw(requests, settings.group()).stream()
                .map(Rollout.Images::new)
                .toList();
    }

    private PromptOutcome outcome(
            ConsumedPrompt.Readable prompt,
            SamplingRequest request,
            FaultIsolation.Result result,
            PolicyVersion version) {
        if (result instanceof FaultIsolation.Failed failed) {
            return new PromptOutcome.Refused(
                    prompt,
                    DropReason.PROMPT_REJECTED,
                    new PromptRejectedException("sampling failed: " + failed.cause(), failed.cause()));
        }
        Rollout rollout = ((FaultIsolation.Done) result).rollout();
        if (!rollout.isFinite()) {
            return new PromptOutcome.Refused(
                    prompt,
                    DropReason.NON_FINITE,
                    new PromptRejectedException(
                            "weights version " + version
                                    + " gave a log-probability or a divergence that is not finite; look at the learner's steps"));
        }
        return new PromptOutcome.Sampled(
                prompt,
                assembly.trajectories(prompt, request, settings, version, rollout),
                TrajectoryAssembly.images(prompt, rollout));
    }
}
