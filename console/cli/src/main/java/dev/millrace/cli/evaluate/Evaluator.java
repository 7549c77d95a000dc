package dev.millrace.cli.evaluate;

import dev.millrace.cli.evaluate.Evaluation.Judged;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptEncoder;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.Sampler;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** Lets a policy answer greedily and judges the answers. Holds no state between evaluations. */
public final class Evaluator {

    private static final int BATCH = 64;

    private final Tokenizer tokenizer;
    private final BiPredicate<String, String> isRight;

    /** @param isRight whether a response (first) gives the right answer (second) */
    public Evaluator(Tokenizer tokenizer, BiPredicate<String, String> isRight) {
        this.tokenizer = tokenizer;
        this.isRight = isRight;
    }

    /**
     * Evaluates on all items.
     *
     * @param progress hears how many are done, and may throw to end the evaluation
     * @throws IllegalArgumentException naming the item, if it does not fit the policy
     */
    public Evaluation evaluate(PolicyWeights weights, List<EvaluationItem> items, Progress progress) {
        PromptEncoder encoder = new PromptEncoder(tokenizer, weights.config());
        Sampler sampler = new Sampler(tokenizer.special());
        SamplingSettings settings = SamplingSettings.greedy(weights.config().maxResponseTokens());
        List<Judged> judged = new ArrayList<>(items.size());
        for (int from = 0; from < items.size(); from += BATCH) {
            List<EvaluationItem> batch = items.subList(from, Math.min(items.size(), from + BATCH));
            List<SamplingRequest> requests =
                    batch.stream().map(item -> request(encoder, item)).toList();
            try (WeightsLease lease = weights.lease()) {
                judge(batch, sampler.sample(lease, requests, settings), judged);
            }
            progress.done(judged.size(), items.size());
        }
        return Evaluation.of(judged);
    }

    private static SamplingRequest request(PromptEncoder encoder, EvaluationItem item) {
        try {
            // Greedy decoding draws nothing, so the seed has no meaning.
            return new SamplingRequest(encoder.encode(item.problem(), item.images()), 0);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("prompt " + item.id() + ": " + e.getMessage(), e);
        }
    }

    private void judge(List<EvaluationItem> batch, List<List<Completion>> completions, List<Judged> judged) {
        for (int i = 0; i < batch.size(); i++) {
            EvaluationItem item = batch.get(i);
            String response = tokenizer.decode(completions.get(i).get(0).tokens());
            judged.add(new Judged(item.category(), isRight.test(response, item.answer())));
        }
    }

    /** Hears of an evaluation as it goes. */
    @FunctionalInterface
    public interface Progress {
        void done(int evaluated, int all);
    }
}
