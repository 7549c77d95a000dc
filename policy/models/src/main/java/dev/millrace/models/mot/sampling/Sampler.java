package dev.millrace.models.mot.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.mot.model.Prefix;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.SharedRows;
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
 * Draws G responses to each of several prompts in one batch, token by token. Responses to a prompt that are equal so far are computed
 * once, until they part, and those that have ended no more.
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
            SharedRows shared = new SharedRows(manager, policy.config(), requests.size());
            Histories histories = Histories.begin(requests.size(), settings.group());
            long[] inputs = new long[requests.size()];
            Arrays.fill(inputs, special.answer());
            int[] open = histories.open();
            for (int position = 0; open.length > 0; position++) {
                long[] tokens;
                try (NDScope step = new NDScope()) {
                    step.suppressNotUsedWarning();
                    NDArray given = manager.create(inputs, new Shape(inputs.length, 1));
                    NDArray states = policy.continueText(manager, prefix, given, shared);
                    if (width > 0) {
                        recordStates(rows, open, histories, states.toFloatArray(), width);
                    }
                    TokenDrawing drawing =
                            new TokenDrawing(policy.logits(states).squeeze(1), histories, open);
                    TokenChoice choice = settings.isGreedy()
                            ? drawing.likeliest()
                            : drawing.drawn(uniforms(requests, settings, open, position), settings.temperature());
                    record(rows, open, choice);
                    tokens = choice.tokens();
                }
                Histories.Step next = histories.next(open, tokens, ended(rows, open), special.pad());
                histories = next.histories();
                open = histories.open();
                if (open.length > 0) {
                    next.parents().ifPresent(shared::part);
                }
                inputs = next.tokens();
            }
        }
        return rows;
    }

    private static float[] uniforms(
            List<SamplingRequest> requests, SamplingSettings settings, int[] open, int position) {
        float[] uniforms = new float[open.length];
        for (int i = 0; i < open.length; i++) {
            long seed = requests.get(open[i] / settings.group()).seed();
            uniforms[i] = TokenDraws.uniform(seed, open[i] % settings.group(), position);
        }
        return uniforms;
    }

    private static void recordStates(
            SequenceRecorder[] rows, int[] open, Histories histories, float[] states, int width) {
        for (int row : open) {
            rows[row].addState(states, histories.of(row) * width);
        }
    }

    private static void record(SequenceRecorder[] rows, int[] open, TokenChoice choice) {
        for (int i = 0; i < open.length; i++) {
            rows[open[i]].add((int) choice.tokens()[i], choice.logProbs()[i], choice.entropies()[i]);
        }
    }

    private static boolean[] ended(SequenceRecorder[] rows, int[] open) {
        boolean[] ended = new boolean[open.length];
        for (int i = 0; i < open.length; i++) {
            ended[i] = rows[open[i]].isFinished();
        }
        return ended;
    }

    private static <T> List<List<T>> grouped(SequenceRecorder[] rows, int group, Function<SequenceRecorder, T> part) {
        List<List<T>> groups = new ArrayList<>();
        for (int begin = 0; begin < rows.length; begin += group) {
            groups.add(Arrays.stream(rows, begin, begin + group).map(part).toList());
        }
        return List.copyOf(groups);
    }
}
