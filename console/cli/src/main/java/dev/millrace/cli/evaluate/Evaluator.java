package dev.millrace.cli.evaluate;

import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Lets a policy answer greedily and judges the answers. Holds no state between evaluations. */
public final class Evaluator {

    private static final int BATCH = 64;

    private final BiPredicate<String, String> isRight;
    private final int maxTokens;
    private final List<String> stop;

    /**
     * @param isRight whether a response (first) gives the right answer (second)
     * @param maxTokens most tokens of a response: as many as in training, where the policy gives so many
     * @param stop texts at which a response ends, as in training
     */
    public Evaluator(BiPredicate<String, String> isRight, int maxTokens, List<String> stop) {
        this.isRight = isRight;
        this.maxTokens = maxTokens;
        this.stop = List.copyOf(stop);
    }

    /**
     * Evaluates on all items; errors as {@link #judge}.
     *
     * @param progress hears how many are done, and may throw to end the evaluation
     */
    public Evaluation evaluate(RolloutEngine engine, List<EvaluationItem> items, Progress progress) {
        return Evaluation.ofAnswers(judge(engine, items, progress));
    }

    /**
     * Lets the policy answer all items, and judges the answers.
     *
     * @param engine serves the policy
     * @param progress hears how many are done, and may throw to end the evaluation
     * @return in the order of the items
     * @throws IllegalArgumentException naming the item, if it does not fit the policy
     */
    public List<JudgedAnswer> judge(RolloutEngine engine, List<EvaluationItem> items, Progress progress) {
        SamplingSettings settings =
                SamplingSettings.greedy(Math.min(maxTokens, engine.description().maxResponseTokens()), stop);
        List<JudgedAnswer> judged = new ArrayList<>(items.size());
        for (int from = 0; from < items.size(); from += BATCH) {
            List<EvaluationItem> batch = items.subList(from, Math.min(items.size(), from + BATCH));
            // Greedy decoding draws nothing, so the seed has no meaning.
            List<RolloutRequest> requests = batch.stream()
                    .map(item -> new RolloutRequest(
                            ItemInput.of(engine.format(), item.id(), item.system(), item.problem(), item.images()), 0))
                    .toList();
            judge(batch, engine.sample(requests, settings, Optional.empty()).groups(), judged);
            progress.done(judged.size(), items.size());
        }
        return judged;
    }

    private void judge(List<EvaluationItem> batch, List<SampledGroup> groups, List<JudgedAnswer> judged) {
        for (int i = 0; i < batch.size(); i++) {
            EvaluationItem item = batch.get(i);
            String response = groups.get(i).answers().get(0).text();
            judged.add(new JudgedAnswer(item, response, isRight.test(response, item.answer())));
        }
    }

    /** Hears of an evaluation as it goes. */
    @FunctionalInterface
    public interface Progress {
        void done(int evaluated, int all);
    }
}
