package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.streams.reward.Normalization;
import dev.millrace.streams.reward.RewardControl;
import dev.millrace.streams.reward.RewardTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Rewards and advantages come out the same by the formulas of the papers. */
final class AdvantagesRecomputed implements Check {

    private static final String NOT_RESHAPED = "none";

    @Override
    public int promise() {
        return 5;
    }

    @Override
    public String name() {
        return "advantages-recomputed";
    }

    @Override
    public String claim() {
        return "rewards follow from the scores, and advantages from the rewards, by the formulas of the papers";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        String digest = settings.credit().digest();
        return group -> {
            for (Logged<Experience> experience : group.experiences()) {
                if (experience.value().getConfigDigest().equals(digest)) {
                    findings.examined();
                    rewards(group, experience.value(), settings, findings);
                    advantages(group, experience.value(), settings, findings);
                } else {
                    findings.note("experience of other settings than the given ones is not judged");
                }
            }
        };
    }

    private static void rewards(GroupEvidence group, Experience experience, AuditSettings settings, Findings findings) {
        Map<String, Double> weights = settings.credit().reward().weights();
        List<Double> stated = new ArrayList<>();
        List<Double> composed = new ArrayList<>();
        for (ExperienceTrajectory survivor : experience.getTrajectories()) {
            String id = group.id() + "#" + survivor.getIndex();
            OptionalDouble reward = ExactGroup.weightedSum(survivor.getComponents(), weights);
            if (reward.isEmpty()) {
                findings.breach(id, "it has the reward " + survivor.getReward() + " and no component that counts");
                return;
            }
            stated.add(survivor.getReward());
            composed.add(reward.getAsDouble());
            if (settings.credit().reward().control() == RewardControl.NONE
                    && !ExactGroup.isNear(survivor.getReward(), reward.getAsDouble(), 1e-6)) {
                findings.breach(
                        id,
                        "its reward is " + survivor.getReward() + ", but " + survivor.getComponents() + " make "
                                + reward.getAsDouble());
            }
        }
        if (settings.credit().reward().control() == RewardControl.SHUFFLE) {
            findings.note("rewards are shuffled within their group, as reward.control says");
            stated.sort(null);
            composed.sort(null);
            for (int i = 0; i < stated.size(); i++) {
                if (!ExactGroup.isNear(stated.get(i), composed.get(i), 1e-6)) {
                    findings.breach(group.id(), "its rewards are no permutation of the composed ones");
                    return;
                }
            }
        }
    }

    private static boolean isShuffledByScorer(AuditSettings settings) {
        RewardTerms reward = settings.credit().reward();
        return reward.control() == RewardControl.SHUFFLE && reward.normalization() == Normalization.NORMALIZE_THEN_SUM;
    }

    /** The advantages by the formulas; empty if there are none for the estimator. */
    private static Optional<List<Double>> expected(
            List<ExperienceTrajectory> survivors, ExactGroup rewards, AuditSettings settings) {
        RewardTerms reward = settings.credit().reward();
        if (reward.normalization() == Normalization.SUM_THEN_NORMALIZE) {
            return rewards.advantages(settings.credit().advantage());
        }
        if (isShuffledByScorer(settings)) {
            return Optional.empty();
        }
        double[] sum = new double[survivors.size()];
        for (Map.Entry<String, Double> weight : reward.weights().entrySet()) {
            List<Double> scores = survivors.stream()
                    .flatMap(survivor ->
                            Stream.ofNullable(survivor.getComponents().get(weight.getKey())))
                    .toList();
            if (weight.getValue() == 0.0 || scores.size() < survivors.size()) {
                continue; // it does not count, or has not spoken of all of them
            }
            Optional<List<Double>> part = new ExactGroup(scores, lengths(survivors))
                    .advantages(settings.credit().advantage());
            if (part.isEmpty()) {
                return Optional.empty();
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight.getValue() * part.get().get(i);
            }
        }
        return Optional.of(DoubleStream.of(sum).boxed().toList());
    }

    private static List<Integer> lengths(List<ExperienceTrajectory> survivors) {
        return survivors.stream().map(ExperienceTrajectory::getLength).toList();
    }

    private static void advantages(
            GroupEvidence group, Experience experience, AuditSettings settings, Findings findings) {
        List<ExperienceTrajectory> survivors = experience.getTrajectories();
        if (survivors.isEmpty() || survivors.stream().anyMatch(survivor -> !Double.isFinite(survivor.getReward()))) {
            return; // said by another check
        }
        ExactGroup exact = new ExactGroup(
                survivors.stream().map(ExperienceTrajectory::getReward).toList(), lengths(survivors));
        Optional<List<Double>> expected = expected(survivors, exact, settings);
        if (expected.isEmpty() && isShuffledByScorer(settings)) {
            findings.note("which scores a shuffle has exchanged is not known here; compared by same-bits only");
        } else if (expected.isEmpty()) {
            findings.note("there are no formulas here for the estimator "
                    + settings.credit().advantage().estimator() + "; its advantages are compared by same-bits only");
        }
        for (int i = 0; i < survivors.size(); i++) {
            ExperienceTrajectory survivor = survivors.get(i);
            String id = group.id() + "#" + survivor.getIndex();
            if (expected.isPresent()
                    && !ExactGroup.isNear(
                            survivor.getAdvantage(), expected.get().get(i), 1e-3)) {
                findings.breach(
                        id,
                        "its advantage is " + survivor.getAdvantage() + ", but "
                                + settings.credit().advantage().estimator() + " gives "
                                + expected.get().get(i));
            }
            if (experience.getReshaper().equals(NOT_RESHAPED) && survivor.getTokenAdvantages() != null) {
                findings.breach(id, "it has token advantages, though nothing reshaped them");
            }
        }
        double range = Math.abs(exact.mean()) + 1e-3;
        if (!ExactGroup.isNear(experience.getRewardMean(), exact.mean(), range)
                || !ExactGroup.isNear(experience.getRewardStd(), exact.sampleDeviation(), range)) {
            findings.breach(
                    group.id(),
                    "its rewards have mean " + exact.mean() + " and deviation " + exact.sampleDeviation()
                            + ", but it states " + experience.getRewardMean() + " and " + experience.getRewardStd());
        }
    }
}
