package dev.millrace.models.mot.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.mot.model.KeyValueCache;
import dev.millrace.models.mot.model.Prefix;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.sampling.TokenDraws;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Draws G responses to each of several prompts in one batch, token by token with a cache.
 *
 * <p>Stateless besides the meaning of special tokens; safe for all threads. A response depends on the weights, its prompt,
 * its seed, its index in the group and the settings; the rest of the batch moves its log-probabilities by rounding only.
 */
public final class Sampler {

    private final SpecialTokens special;

    public Sampler(SpecialTokens special) {
        this.special = special;
    }

    /**
     * Samples with one version of the weights.
     *
     * @return G completions per request, in the order of the requests
     * @throws IllegalArgumentException if there is no request, a prompt does not fit the policy, or more tokens are asked for
     *     than it allows
     */
    public List<List<Completion>> sample(
            WeightsLease weights, List<SamplingRequest> requests, SamplingSettings settings) {
        return grouped(rows(weights, requests, settings, 0), settings.group(), SequenceRecorder::completion);
    }

    /** {@linkplain #sample Samples}, and keeps the states that the tokens were drawn from: rows · tokens · width floats. */
    public Traced trace(WeightsLease weights, List<SamplingRequest> requests, SamplingSettings settings) {
        SequenceRecorder[] rows =
                rows(weights, requests, settings, weights.weights().config().width());
        return new Traced(
                grouped(rows, settings.group(), SequenceRecorder::completion),
                grouped(rows, settings.group(), SequenceRecorder::states));
    }

    /** @param width of the states to keep; 0 to keep none */
    private SequenceRecorder[] rows(
            WeightsLease weights, List<SamplingRequest> requests, SamplingSettings settings, int width) {
        Transformer policy = weights.transformer();
        if (settings.maxTokens() > policy.config().maxResponseTokens()) {
            throw new IllegalArgumentException("maxTokens is " + settings.maxTokens() + ", but the policy allows "
                    + policy.config().maxResponseTokens());
        }
        PromptRows prompts = new PromptRows(
                policy.config(), requests.stream().map(SamplingRequest::prompt).toList());
        SequenceRecorder[] rows = new SequenceRecorder[requests.size() * settings.group()];
        Arrays.setAll(rows, row -> new SequenceRecorder(special, settings.maxTokens(), width));
        try (NoGradScope scope = NoGradScope.open()) {
            NDManager manager = scope.manager();
            Prefix prefix = policy.encode(manager, prompts);
            KeyValueCache cache = new KeyValueCache(
                    manager, policy.config(), requests.size(), settings.group(), settings.maxTokens());
            long[] inputs = new long[rows.length];
            Arrays.fill(inputs, special.answer());
            for (int position = 0; position < settings.maxTokens() && !allFinished(rows); position++) {
                float[] uniforms = uniforms(requests, settings, position);
                try (NDScope step = new NDScope()) {
                    step.suppressNotUsedWarning();
                    NDArray tokens = manager.create(inputs, new Shape(rows.length, 1));
                    NDArray states = policy.continueText(manager, prefix, tokens, cache);
                    if (width > 0) {
                        recordStates(rows, states.toFloatArray(), width);
                    }
                    NDArray logits = policy.logits(states).squeeze(1);
                    TokenChoice choice = settings.isGreedy()
                            ? TokenChoice.likeliest(logits)
                            : TokenChoice.drawn(logits, uniforms, settings.temperature());
                    inputs = record(rows, choice);
                }
            }
        }
        return rows;
    }

    private static boolean allFinished(SequenceRecorder[] rows) {
        return Arrays.stream(rows).allMatch(SequenceRecorder::isFinished);
    }

    private static float[] uniforms(List<SamplingRequest> requests, SamplingSettings settings, int position) {
        float[] uniforms = new float[requests.size() * settings.group()];
        for (int row = 0; row < uniforms.length; row++) {
            long seed = requests.get(row / settings.group()).seed();
            uniforms[row] = TokenDraws.uniform(seed, row % settings.group(), position);
        }
        return uniforms;
    }

    private static void recordStates(SequenceRecorder[] rows, float[] states, int width) {
        for (int row = 0; row < rows.length; row++) {
            if (!rows[row].isFinished()) {
                rows[row].addState(states, row * width);
            }
        }
    }

    /** Notes the drawn tokens of unfinished rows; gives the next inputs. */
    private long[] record(SequenceRecorder[] rows, TokenChoice choice) {
        long[] next = choice.tokens();
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].isFinished()) {
                next[row] = special.pad();
            } else {
                rows[row].add((int) next[row], choice.logProbs()[row], choice.entropies()[row]);
            }
        }
        return next;
    }

    private static <T> List<List<T>> grouped(SequenceRecorder[] rows, int group, Function<SequenceRecorder, T> part) {
        List<List<T>> groups = new ArrayList<>();
        for (int begin = 0; begin < rows.length; begin += group) {
            groups.add(Arrays.stream(rows, begin, begin + group).map(part).toList());
        }
        return List.copyOf(groups);
    }
}
