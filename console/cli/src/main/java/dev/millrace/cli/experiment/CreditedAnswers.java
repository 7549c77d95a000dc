package dev.millrace.cli.experiment;

import dev.millrace.cli.evaluate.AccuracyRule;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.cli.evaluate.ItemInput;
import dev.millrace.cli.experiment.CreditedGroup.CreditedToken;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.MaskedView;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.credit.CreditAssignment;
import dev.millrace.streams.credit.CreditedTrajectory;
import dev.millrace.streams.credit.RewardedTrajectory;
import dev.millrace.streams.reshaping.TokenAdvantages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gives sampled answers the credit that a run of some settings gives them, by whether they are right. Pure. */
final class CreditedAnswers {

    private final RolloutEngine engine;
    private final AccuracyRule rule;
    private final CreditAssignment credit;
    private final String scorer;
    private final boolean masked;

    /**
     * @param settings of the run
     * @param engine that sampled the answers
     */
    CreditedAnswers(MillraceConfig settings, RolloutEngine engine) {
        this.engine = engine;
        this.rule = AccuracyRule.of(settings);
        this.credit = new CreditAssignment(settings.credit());
        this.scorer = settings.headline();
        this.masked = settings.learner().objective().needsMaskedViews();
    }

    /** The groups of answers to these prompts, in their order; a group without answers is left out. */
    List<CreditedGroup> of(List<EvaluationItem> items, MeasuredAnswers measured) {
        List<CreditedGroup> groups = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            SampledGroup sampled = measured.groups().get(i).sampled();
            if (!sampled.answers().isEmpty()) {
                groups.add(of(items.get(i), sampled));
            }
        }
        return groups;
    }

    private CreditedGroup of(EvaluationItem item, SampledGroup sampled) {
        List<SampledAnswer> answers = sampled.answers();
        List<RewardedTrajectory> rewarded = new ArrayList<>();
        for (int index = 0; index < answers.size(); index++) {
            double score = rule.isRight(answers.get(index).text(), item.answer()) ? 1 : 0;
            SortedMap<String, Double> components = new TreeMap<>();
            components.put(scorer, score);
            rewarded.add(new RewardedTrajectory(
                    index,
                    answers.get(index).tokens().length(),
                    components,
                    credit.reward(components).orElse(score),
                    TokenCheck.measures(sampled, index)));
        }
        // The id of no run's group: it seeds the controls that shuffle.
        List<CreditedTrajectory> credited =
                credit.assign(new GroupId("check/" + item.id()), rewarded).trajectories();
        List<CreditedToken> tokens = new ArrayList<>();
        for (int index = 0; index < answers.size(); index++) {
            boolean[] seen = SeenWords.of(engine.format(), answers.get(index).tokens());
            for (int t = 0; t < seen.length; t++) {
                tokens.add(new CreditedToken(advantage(credited.get(index), t), seen[t]));
            }
        }
        AnswerBatch.Group asked = new AnswerBatch.Group(
                ItemInput.of(engine.format(), item.id(), item.system(), item.problem(), item.images()),
                view(sampled),
                answers.stream().map(SampledAnswer::tokens).toList());
        return new CreditedGroup(asked, tokens);
    }

    private Optional<MaskedView> view(SampledGroup sampled) {
        return sampled.dependency()
                .filter(seen -> masked)
                .map(seen -> new MaskedView(seen.settings().views().maskProbability(), seen.seed()));
    }

    private static double advantage(CreditedTrajectory credited, int token) {
        return credited.tokens().advantages() instanceof TokenAdvantages.PerToken each
                ? each.values().at(token)
                : credited.advantage();
    }
}
