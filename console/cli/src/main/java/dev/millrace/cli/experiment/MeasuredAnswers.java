package dev.millrace.cli.experiment;

import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptEncoder;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.Sampler;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.models.mot.sampling.Traced;
import dev.millrace.models.mot.views.DependencyMeter;
import dev.millrace.models.mot.views.GroupDependency;
import dev.millrace.models.mot.views.PerturbedViews;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.workers.DependencyConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers of a policy, sampled and measured as a worker would, without a broker.
 *
 * @param groups by prompt
 */
public record MeasuredAnswers(List<Group> groups) {

    private static final int BATCH = 32;
    private static final int GROUP = 2;
    private static final long SEED = 17;

    public MeasuredAnswers {
        groups = List.copyOf(groups);
    }

    /**
     * The answers to one prompt.
     *
     * @param prompt its id
     * @param completions the answers
     * @param dependency what was measured; empty for a prompt without an image
     */
    public record Group(String prompt, List<Completion> completions, Optional<GroupDependency> dependency) {

        public Group {
            completions = List.copyOf(completions);
        }
    }

    /**
     * Samples two answers to each prompt and measures them.
     *
     * @param settings of which the temperature and the measuring are used
     */
    public static MeasuredAnswers of(
            Tokenizer tokenizer, MillraceConfig settings, PolicyWeights weights, List<EvaluationItem> items) {
        DependencyConfig measuring = settings.worker().dependency();
        DependencyMeter meter = new DependencyMeter(
                tokenizer.special(),
                new PerturbedViews(measuring.maskProbability(), measuring.noiseSigma()),
                measuring.estimator());
        double temperature = settings.worker().temperature();
        PromptEncoder encoder = new PromptEncoder(tokenizer, weights.config());
        Sampler sampler = new Sampler(tokenizer.special());
        SamplingSettings sampling =
                new SamplingSettings(GROUP, temperature, weights.config().maxResponseTokens());
        List<Group> groups = new ArrayList<>();
        for (int from = 0; from < items.size(); from += BATCH) {
            List<EvaluationItem> batch = items.subList(from, Math.min(items.size(), from + BATCH));
            List<SamplingRequest> requests = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                requests.add(new SamplingRequest(
                        encoder.encode(batch.get(i).problem(), batch.get(i).images()), SEED + from + i));
            }
            try (WeightsLease lease = weights.lease()) {
                Traced traced = sampler.trace(lease, requests, sampling);
                List<Optional<GroupDependency>> measured = meter.measure(lease, requests, traced, temperature);
                for (int i = 0; i < batch.size(); i++) {
                    groups.add(new Group(batch.get(i).id(), traced.completions().get(i), measured.get(i)));
                }
            }
        }
        return new MeasuredAnswers(groups);
    }
}
