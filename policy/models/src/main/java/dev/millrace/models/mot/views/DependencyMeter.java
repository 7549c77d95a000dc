package dev.millrace.models.mot.views;

import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.models.mot.sampling.Traced;
import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.TokenValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures the visual dependency of sampled responses with the weights that sampled them. What they predicted with the
 * image is known from sampling; what they predict of the two other views takes one teacher-forced pass without gradients
 * over several prompts and their responses at once. Equal responses to a prompt are measured once.
 *
 * <p>Stateless besides its settings; safe on any thread. A measurement depends on its prompt, response and seed; the rest
 * of the batch moves it by rounding only.
 */
public final class DependencyMeter {

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

    /**
     * Measures a batch.
     *
     * @param weights those that sampled
     * @param requests what was asked
     * @param sampled what was sampled for each request
     * @param temperature at which it was sampled; the divergence is between the tempered distributions
     * @return one entry per request, empty for a prompt without an image
     */
    public List<Optional<MeasuredGroup>> measure(
            WeightsLease weights, List<SamplingRequest> requests, Traced sampled, double temperature) {
        List<Optional<MeasuredGroup>> all = new ArrayList<>(Collections.nCopies(requests.size(), Optional.empty()));
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).prompt().image().isPresent()) {
                seen.add(i);
            }
        }
        List<DistinctResponses> distinct = IntStream.range(0, requests.size())
                .mapToObj(i -> DistinctResponses.of(
                        sampled.completions().get(i), sampled.states().get(i)))
                .toList();
        seen.sort(Comparator.comparingInt(i -> distinct.get(i).longest()));
        for (int from = 0; from < seen.size(); from += PASS_PROMPTS) {
            List<Integer> part = seen.subList(from, Math.min(seen.size(), from + PASS_PROMPTS));
            List<MeasuredGroup> measured = measured(
                    weights,
                    part.stream().map(requests::get).toList(),
                    part.stream().map(distinct::get).toList(),
                    temperature);
            for (int k = 0; k < part.size(); k++) {
                int i = part.get(k);
                all.set(i, Optional.of(distinct.get(i).spread(measured.get(k))));
            }
        }
        return all;
    }

    private List<MeasuredGroup> measured(
            WeightsLease weights, List<SamplingRequest> requests, List<DistinctResponses> groups, double temperature) {
        PolicyConfig config = weights.weights().config();
        ResponseBatch responses = new ResponseBatch(
                config,
                special,
                Stream.concat(groups.stream(), groups.stream())
                        .map(group -> group.completions().stream()
                                .map(Completion::tokens)
                                .toList())
                        .toList());
        PromptRows views = new PromptRows(
                config,
                Stream.concat(
                                requests.stream().map(request -> strong(request, config)),
                                requests.stream().map(this::weak))
                        .toList());
        ViewComparison comparison = new ViewComparison(responses, temperature);
        float[] divergences = estimator == Divergence.FULL_VOCABULARY
                ? comparison.exact(
                        weights,
                        groups.stream()
                                .flatMap(group -> group.states().stream())
                                .toList(),
                        views)
                : comparison.sampled(
                        weights,
                        groups.stream()
                                .flatMap(group -> group.completions().stream())
                                .toList(),
                        views);
        return grouped(requests, responses, divergences);
    }

    private ModelPrompt strong(SamplingRequest request, PolicyConfig config) {
        return request.prompt()
                .withImage(views.strong(
                        request.prompt().image().orElseThrow(),
                        config.patchSize(),
                        PerturbedViews.seed(request.seed())));
    }

    private ModelPrompt weak(SamplingRequest request) {
        return request.prompt()
                .withImage(views.weak(request.prompt().image().orElseThrow(), PerturbedViews.seed(request.seed())));
    }

    /** Parts values, of which the first half is about the strong views, the second about the weak ones, into groups. */
    private static List<MeasuredGroup> grouped(
            List<SamplingRequest> requests, ResponseBatch responses, float[] divergences) {
        List<MeasuredGroup> groups = new ArrayList<>();
        for (int prompt = 0; prompt < requests.size(); prompt++) {
            List<TokenDependency> group = new ArrayList<>();
            for (int index = 0; index < responses.responses(prompt); index++) {
                group.add(new TokenDependency(
                        TokenValues.of(responses.of(prompt, index, divergences)),
                        TokenValues.of(responses.of(requests.size() + prompt, index, divergences))));
            }
            groups.add(
                    new MeasuredGroup(PerturbedViews.seed(requests.get(prompt).seed()), group));
        }
        return groups;
    }
}
