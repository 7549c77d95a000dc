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
        List<String> responses = answer(engine, items, progress);
        List<JudgedAnswer> judged = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            EvaluationItem item = items.get(i);
            judged.add(new JudgedAnswer(item, responses.get(i), isRight.test(responses.get(i), item.answer())));
        }
        return judged;
    }

    /** The answers of {@link #judge} alone. */
    public List<String> answer(RolloutEngine engine, List<EvaluationItem> items, Progress progress) {
        SamplingSettings settings =
                SamplingSettings.greedy(Math.min(maxTokens, engine.description().maxResponseTokens()), stop);
        List<String> responses = new ArrayList<>(items.size());
        for (int from = 0; from < items.size(); from += BATCH) {
            List<EvaluationItem> batch = items.subList(from, Math.min(items.size(), from + BATCH));
            // Greedy decoding draws nothing, so the seed has no meaning.
            List<RolloutRequest> requests = batch.stream()
                    .map(item -> new RolloutRequest(
                            ItemInput.of(engine.format(), item.id(), item.system(), item.problem(), item.images()), 0))
                    .toList();
            for (SampledGroup group :
                    engine.sample(requests, settings, Optional.empty()).groups()) {
                responses.add(group.answers().get(0).text());
            }
            progress.done(responses.size(), items.size());
        }
        return responses;
    }

    /** Hears of an evaluation as it goes. */
    @FunctionalInterface
    public interface Progress {
        void done(int evaluated, int all);
    }
}
