package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.streams.advantage.GroupRewards;
import dev.millrace.streams.credit.CreditAssignment;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.Requirement;
import dev.millrace.streams.reward.RewardTerms;
import dev.millrace.streams.reward.Verdict;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes components and a reward of the scores of one trajectory.
 *
 * <p>A failed or missing score is never read as 0: it makes the trajectory {@link Judgement.Lacking}, unless the policy
 * states a value for it. A scorer that is not required and has not spoken is left out; one that failed is not. A scorer
 * that abstained for one trajectory of a group is left out of all of them (LVRPO's rewards of texts and images), so that
 * trajectories are compared by the same components. What a scorer said is clipped where the terms say so; what stands in for
 * a score is not.
 */
final class ScoreJudge {

    private final RewardTerms reward;

    /** Scorers with their weights, in the order in which the scores of a group stand. */
    private final List<Map.Entry<String, Double>> weights;

    private final Requirement required;
    private final CreditAssignment credit;
    private final OptionalDouble standIn;

    ScoreJudge(RewardTerms reward, AssemblyConfig assembly, CreditAssignment credit) {
        this.reward = reward;
        this.weights = List.copyOf(new TreeMap<>(reward.weights()).entrySet());
        this.required = reward.required();
        this.credit = credit;
        this.standIn = assembly.policy() == DeadlinePolicy.DEFAULT_VALUE
                ? OptionalDouble.of(assembly.defaultValue())
                : OptionalDouble.empty();
    }

    /**
     * Judges one trajectory.
     *
     * @param output what it is
     * @param scores of it, in order of scorer
     * @param silent scorers that abstained for a trajectory of the group, and so have no part in any
     */
    Judgement judge(OutputKind output, List<HeldScore> scores, Set<String> silent) {
        SortedMap<String, Double> components = new TreeMap<>();
        int next = 0;
        for (Map.Entry<String, Double> weight : weights) {
            String scorer = weight.getKey();
            while (next < scores.size() && scores.get(next).scorer().compareTo(scorer) < 0) {
                next++;
            }
            if (silent.contains(scorer)) {
                continue;
            }
            Verdict verdict = next < scores.size() && scores.get(next).scorer().equals(scorer)
                    ? scores.get(next).verdict()
                    : null;
            if (verdict instanceof Verdict.Scored scored) {
                components.put(scorer, reward.component(scorer, scored.value()));
                continue;
            }
            Judgement.Lacking lacking =
                    lacking(required.of(output).contains(scorer), scorer, weight.getValue(), verdict);
            if (lacking != null && standIn.isEmpty()) {
                return lacking;
            }
            if (lacking != null) {
                components.put(scorer, standIn.getAsDouble());
            }
        }
        OptionalDouble composed = credit.reward(components);
        if (composed.isEmpty()) {
            return new Judgement.Lacking(DropReason.MISSING_SCORE, "every scorer that counts abstained");
        }
        if (!admitted(components) || !GroupRewards.admits(composed.getAsDouble())) {
            return new Judgement.Lacking(
                    DropReason.NON_FINITE, "the reward composed of " + components + " is " + composed.getAsDouble());
        }
        return new Judgement.Rewarded(components, composed.getAsDouble());
    }

    private static boolean admitted(SortedMap<String, Double> components) {
        for (double component : components.values()) {
            if (!GroupRewards.admits(component)) {
                return false;
            }
        }
        return true;
    }

    private Judgement.@Nullable Lacking lacking(
            boolean binding, String scorer, double weight, @Nullable Verdict verdict) {
        if (verdict instanceof Verdict.Failed failed && (binding || weight != 0.0)) {
            return new Judgement.Lacking(DropReason.FAILED_SCORE, scorer + " failed: " + failed.cause());
        }
        if (verdict == null && binding) {
            return new Judgement.Lacking(DropReason.MISSING_SCORE, scorer + " did not speak");
        }
        return null;
    }
}
