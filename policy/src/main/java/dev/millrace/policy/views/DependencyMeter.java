package dev.millrace.policy.views;

import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.Prompt;
import dev.millrace.policy.model.PromptBatch;
import dev.millrace.policy.model.ResponseBatch;
import dev.millrace.policy.model.WeightsLease;
import dev.millrace.policy.sampling.Completion;
import dev.millrace.policy.sampling.SamplingRequest;
import dev.millrace.policy.sampling.TokenValues;
import dev.millrace.policy.text.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Measures the visual dependency of sampled responses with the weights that sampled them: teacher-forced passes without
 * gradients over several prompts and their responses at once. Equal responses to a prompt are measured once.
 *
 * <p>Stateless besides its settings; safe on any thread. A measurement depends on its prompt, response and seed; the rest
 * of the batch moves it by rounding only.
 */
public final class DependencyMeter {

    private static final long VIEWS = 0x5649_4557_53L;

    /** Prompts of one pass: those with answers of like length go together, so that little is padding. */
    private static final int PASS_PROMPTS = 4;

    private final SpecialTokens special;
    private final PerturbedViews views;
    private final Divergence estimator;

    public DependencyMeter(SpecialTokens special, PerturbedViews views, Divergence estimator) {
        this.special = special;
        this.views = views;
        this.estimator = estimator;
    }

    public PerturbedViews views() {
        return views;
    }

    public Divergence estimator() {
        return estimator;
    }

    /** The seed of the views of a prompt whose responses were sampled with {@code samplingSeed}. */
    public static long viewSeed(long samplingSeed) {
        return samplingSeed ^ VIEWS;
    }

    /**
     * Measures a batch.
     *
     * @param weights those that sampled
     * @param requests what was asked
     * @param completions what was sampled for each request
     * @param temperature at which it was sampled; the divergence is between the tempered distributions
     * @return one entry per request, empty for a prompt without an image
     */
    public List<Optional<GroupDependency>> measure(
            WeightsLease weights,
            List<SamplingRequest> requests,
            List<List<Completion>> completions,
            double temperature) {
        List<Optional<GroupDependency>> all = new ArrayList<>(Collections.nCopies(requests.size(), Optional.empty()));
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).prompt().image().isPresent()) {
                seen.add(i);
            }
        }
        List<DistinctResponses> distinct =
                completions.stream().map(DistinctResponses::of).toList();
        seen.sort(Comparator.comparingInt(i -> distinct.get(i).longest()));
        for (int from = 0; from < seen.size(); from += PASS_PROMPTS) {
            List<Integer> part = seen.subList(from, Math.min(seen.size(), from + PASS_PROMPTS));
            List<GroupDependency> measured = measured(
                    weights,
                    part.stream().map(requests::get).toList(),
                    part.stream().map(i -> distinct.get(i).completions()).toList(),
                    temperature);
            for (int k = 0; k < part.size(); k++) {
                int i = part.get(k);
                all.set(i, Optional.of(distinct.get(i).spread(measured.get(k))));
            }
        }
        return all;
    }

    private List<GroupDependency> measured(
            WeightsLease weights, List<SamplingRequest> requests, List<List<Completion>> groups, double temperature) {
        PolicyConfig config = weights.weights().config();
        ResponseBatch responses = new ResponseBatch(
                config,
                special,
                groups.stream()
                        .map(group -> group.stream().map(Completion::tokens).toList())
                        .toList());
        List<PromptBatch> others = List.of(
                new PromptBatch(
                        config, requests.stream().map(r -> strong(r, config)).toList()),
                new PromptBatch(config, requests.stream().map(this::weak).toList()));
        ViewComparison comparison = new ViewComparison(responses, temperature);
        List<float[]> divergences = estimator == Divergence.FULL_VOCABULARY
                ? comparison.exact(
                        weights,
                        new PromptBatch(
                                config,
                                requests.stream().map(SamplingRequest::prompt).toList()),
                        others)
                : comparison.sampled(weights, sampledLogProbs(groups, responses), others);
        return grouped(requests, responses, divergences.get(0), divergences.get(1));
    }

    private Prompt strong(SamplingRequest request, PolicyConfig config) {
        return request.prompt()
                .withImage(views.strong(
                        request.prompt().image().orElseThrow(), config.patchSize(), viewSeed(request.seed())));
    }

    private Prompt weak(SamplingRequest request) {
        return request.prompt().withImage(views.weak(request.prompt().image().orElseThrow(), viewSeed(request.seed())));
    }

    private static float[] sampledLogProbs(List<List<Completion>> groups, ResponseBatch responses) {
        return responses.grid((prompt, index, position) ->
                groups.get(prompt).get(index).logProbs().at(position));
    }

    /** Cuts two grids, laid out as the responses are, into groups. */
    private static List<GroupDependency> grouped(
            List<SamplingRequest> requests, ResponseBatch responses, float[] strong, float[] weak) {
        List<GroupDependency> groups = new ArrayList<>();
        for (int prompt = 0; prompt < responses.prompts(); prompt++) {
            List<TokenDependency> group = new ArrayList<>();
            for (int index = 0; index < responses.responses(prompt); index++) {
                int begin = responses.row(prompt, index) * responses.columns();
                int end = begin + responses.length(prompt, index);
                group.add(new TokenDependency(cut(strong, begin, end), cut(weak, begin, end)));
            }
            groups.add(new GroupDependency(viewSeed(requests.get(prompt).seed()), group));
        }
        return groups;
    }

    private static TokenValues cut(float[] values, int begin, int end) {
        return TokenValues.of(Arrays.copyOfRange(values, begin, end));
    }
}
