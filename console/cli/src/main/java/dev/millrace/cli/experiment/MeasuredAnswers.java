package dev.millrace.cli.experiment;

import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.cli.evaluate.ItemInput;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.runtime.config.MillraceConfig;
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
     * @param sampled the answers, and what was measured of them
     */
    public record Group(String prompt, SampledGroup sampled) {}

    /**
     * Samples two answers to each prompt and measures them.
     *
     * @param settings of which the temperature and the measuring are used
     * @param engine serves the policy
     */
    public static MeasuredAnswers of(MillraceConfig settings, RolloutEngine engine, List<EvaluationItem> items) {
        return of(settings, engine, items, GROUP);
    }

    /** The same with so many answers to each prompt. */
    static MeasuredAnswers of(MillraceConfig settings, RolloutEngine engine, List<EvaluationItem> items, int group) {
        SamplingSettings sampling = new SamplingSettings(
                group,
                settings.worker().temperature(),
                Math.min(
                        settings.worker().maxResponseTokens(),
                        engine.description().maxResponseTokens()));
        Optional<DependencySettings> measuring =
                Optional.of(settings.worker().dependency().measuring());
        List<Group> groups = new ArrayList<>();
        for (int from = 0; from < items.size(); from += BATCH) {
            List<EvaluationItem> batch = items.subList(from, Math.min(items.size(), from + BATCH));
            List<RolloutRequest> requests = new ArrayList<>();
            for (EvaluationItem item : batch) {
                requests.add(new RolloutRequest(
                        ItemInput.of(engine.format(), item.id(), item.system(), item.problem(), item.images()),
                        SEED + from + requests.size()));
            }
            List<SampledGroup> sampled =
                    engine.sample(requests, sampling, measuring).groups();
            for (int i = 0; i < batch.size(); i++) {
                groups.add(new Group(batch.get(i).id(), sampled.get(i)));
            }
        }
        return new MeasuredAnswers(groups);
    }
}
