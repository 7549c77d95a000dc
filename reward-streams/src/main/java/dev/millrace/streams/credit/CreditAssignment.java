package dev.millrace.streams.credit;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.advantage.AdvantageEstimator;
import dev.millrace.streams.advantage.Advantages;
import dev.millrace.streams.advantage.GroupRewards;
import dev.millrace.streams.reshaping.ReshapedTokens;
import dev.millrace.streams.reshaping.Reshaper;
import dev.millrace.streams.reshaping.Response;
import dev.millrace.streams.reward.RewardComposition;
import dev.millrace.streams.reward.RewardTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Computes rewards, advantages and token advantages under one set of settings. Immutable, safe on any thread. */
public final class CreditAssignment {

    private final RewardComposition composition;
    private final RewardTerms reward;
    private final AdvantageEstimator estimator;
    private final Reshaper reshaper;

    public CreditAssignment(CreditSettings settings) {
        this.composition = new RewardComposition(settings.reward());
        this.reward = settings.reward();
        this.estimator = AdvantageEstimator.of(settings.advantage());
        this.reshaper = Reshaper.of(settings.reshaping());
    }

    /**
     * The composed reward of one trajectory.
     *
     * @param components score by scorer; abstentions are absent
     * @return empty if no component counts, so that there is no reward. The caller checks
     *     {@link GroupRewards#admits(double)}.
     */
    public OptionalDouble reward(Map<String, Double> components) {
        return composition.compose(components);
    }

    /**
     * The credit of one group.
     *
     * @param group the group's id, which seeds controls
     * @param trajectories at least one
     * @throws IllegalArgumentException if there are none, or a score or reward is not admitted by {@link GroupRewards}
     */
    public GroupCredit assign(GroupId group, List<RewardedTrajectory> trajectories) {
        GroupContrast contrast = GroupContrast.of(group, trajectories, reward, estimator);
        GroupRewards rewards = contrast.rewards();
        Advantages advantages = contrast.advantages();
        List<Response> responses = new ArrayList<>(trajectories.size());
        for (int i = 0; i < trajectories.size(); i++) {
            RewardedTrajectory trajectory = trajectories.get(i);
            responses.add(
                    new Response(trajectory.index(), trajectory.length(), advantages.at(i), trajectory.measures()));
        }
        List<ReshapedTokens> tokens = reshaper.reshape(group, responses);
        List<CreditedTrajectory> credited = new ArrayList<>(trajectories.size());
        for (int i = 0; i < trajectories.size(); i++) {
            credited.add(new CreditedTrajectory(
                    trajectories.get(i).index(), rewards.at(i), advantages.at(i), tokens.get(i)));
        }
        return new GroupCredit(credited, rewards.mean(), rewards.sampleDeviation(), contrast.none());
    }
}
