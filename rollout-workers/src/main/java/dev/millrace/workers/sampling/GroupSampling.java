package dev.millrace.workers.sampling;

import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.rollout.DrawnGroups;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.Rollouts;
import dev.millrace.policy.rollout.SampledGroups;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.PromptOutcome;
import java.time.Clock;
import java.util.List;

/**
 * Samples a group for each prompt of a batch, all in one call of the policy.
 *
 * <p>What is wrong with one prompt costs its group alone: the prompt is refused, the others are sampled. Every prompt gets
 * exactly one outcome. Safe for several threads where the policy is.
 */
public final class GroupSampling {

    private final RolloutSettings settings;
    private final FaultIsolation answers;
    private final FaultIsolation drawings;
    private final TrajectoryAssembly assembly;
    private final WorkerMetrics metrics;

    /**
     * @param digests of what writes the prompts, which stand in the trajectories
     * @param worker stands in the trajectories
     */
    public GroupSampling(
            RolloutSettings settings, FormatDigests digests, String worker, WorkerMetrics metrics, Clock clock) {
        this.settings = settings;
        this.answers = new FaultIsolation("answering");
        this.drawings = new FaultIsolation("drawing");
        this.assembly = new TrajectoryAssembly(worker, settings.answers(), digests, clock);
        this.metrics = metrics;
    }

    /**
     * The outcome of each prompt.
     *
     * @param policy what samples the whole batch; stays the caller's own
     * @throws IllegalStateException if answering, or drawing, fails for one prompt after another, so that it is not the
     *     prompts
     */
    public List<PromptOutcome> sample(PreparedBatch batch, Rollouts policy) {
        PromptOutcome[] outcomes = new PromptOutcome[batch.size()];
        batch.refused().forEach((place, refused) -> outcomes[place] = refused);
        settle(batch.answered(), answers, requests -> answers(policy, requests), outcomes);
        settle(batch.drawn(), drawings, requests -> images(policy, requests), outcomes);
        return List.of(outcomes);
    }

    private void settle(
            List<PreparedBatch.Waiting> waiting,
            FaultIsolation isolation,
            FaultIsolation.Sampling sampling,
            PromptOutcome[] outcomes) {
        List<FaultIsolation.Result> results = isolation.sample(
                sampling, waiting.stream().map(PreparedBatch.Waiting::request).toList());
        for (int i = 0; i < waiting.size(); i++) {
            PreparedBatch.Waiting one = waiting.get(i);
            outcomes[one.place()] = outcome(one.prompt(), one.request(), results.get(i));
        }
    }

    private List<Rollout.Answers> answers(Rollouts policy, List<RolloutRequest> requests) {
        SampledGroups sampled = policy.sample(requests, settings.answers(), settings.dependency());
        metrics.generated(sampled.generating());
        metrics.measured(sampled.measuring());
        return sampled.groups().stream().map(Rollout.Answers::new).toList();
    }

    private List<Rollout.Images> images(Rollouts policy, List<RolloutRequest> requests) {
        int group = settings.answers().group();
        DrawnGroups drawn = policy.draw(requests, group, settings.drawing());
        metrics.drawn((long) requests.size() * group, drawn.drawing());
        return drawn.groups().stream().map(Rollout.Images::new).toList();
    }

    private PromptOutcome outcome(
            ConsumedPrompt.Readable prompt, RolloutRequest request, FaultIsolation.Result result) {
        if (result instanceof FaultIsolation.Failed failed) {
            return new PromptOutcome.Refused(
                    prompt,
                    DropReason.PROMPT_REJECTED,
                    new PromptRejectedException("sampling failed: " + failed.cause(), failed.cause()));
        }
        Rollout rollout = ((FaultIsolation.Done) result).rollout();
        if (rollout.why().isPresent()) {
            return new PromptOutcome.Refused(
                    prompt,
                    DropReason.PROMPT_REJECTED,
                    new PromptRejectedException(
                            "sampling failed: " + rollout.why().get()));
        }
        if (!rollout.isFinite()) {
            return new PromptOutcome.Refused(
                    prompt,
                    DropReason.NON_FINITE,
                    new PromptRejectedException(
                            "weights version " + rollout.version()
                                    + " gave a log-probability or a divergence that is not finite; look at the learner's steps"));
        }
        return new PromptOutcome.Sampled(
                prompt, assembly.trajectories(prompt, request, rollout), TrajectoryAssembly.images(prompt, rollout));
    }
}
