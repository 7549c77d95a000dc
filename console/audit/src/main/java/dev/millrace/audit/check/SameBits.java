package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.streams.advantage.GroupRewards;
import dev.millrace.streams.credit.CreditAssignment;
import dev.millrace.streams.credit.CreditedTrajectory;
import dev.millrace.streams.credit.GroupCredit;
import dev.millrace.streams.credit.RewardedTrajectory;
import dev.millrace.streams.reshaping.TokenMeasures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The same scores under the same settings give the same bits: those of the maths that made them, which runs here again. No
 * other check shares code with what it audits.
 */
final class SameBits implements Check {

    @Override
    public int promise() {
        return 9;
    }

    @Override
    public String name() {
        return "same-bits";
    }

    @Override
    public String claim() {
        return "the logged scores, computed again under the run's settings, give bitwise the same advantages";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        String digest = settings.credit().digest();
        CreditAssignment credit = new CreditAssignment(settings.credit());
        Map<String, Long> others = new HashMap<>();
        return new Examination() {
            @Override
            public void group(GroupEvidence group) {
                for (Logged<Experience> experience : group.experiences()) {
                    findings.examined();
                    if (experience.value().getConfigDigest().equals(digest)) {
                        compare(group, experience.value(), credit, findings);
                    } else {
                        others.merge(experience.value().getConfigDigest(), 1L, Long::sum);
                    }
                }
            }

            @Override
            public void end() {
                others.forEach((other, count) -> findings.breach(
                        "settings " + other,
                        count + " groups were made with them, and not with the given ones, " + digest
                                + "; give --config the configuration that the run has used"));
            }
        };
    }

    private static void compare(
            GroupEvidence group, Experience experience, CreditAssignment credit, Findings findings) {
        List<RewardedTrajectory> rewarded = new ArrayList<>();
        for (ExperienceTrajectory survivor : experience.getTrajectories()) {
            OptionalDouble reward = credit.reward(survivor.getComponents());
            if (reward.isEmpty() || !GroupRewards.admits(reward.getAsDouble())) {
                findings.breach(group.id() + "#" + survivor.getIndex(), "its scores make no reward");
                return;
            }
            // Reshaping changes tokens, which are not compared here, and neither reward nor advantage.
            rewarded.add(new RewardedTrajectory(
                    survivor.getIndex(),
                    survivor.getLength(),
                    new TreeMap<>(survivor.getComponents()),
                    reward.getAsDouble(),
                    TokenMeasures.NONE));
        }
        if (rewarded.isEmpty()) {
            findings.breach(group.id(), "its experience holds no trajectory");
            return;
        }
        GroupCredit again = credit.assign(group.id(), rewarded);
        for (int i = 0; i < rewarded.size(); i++) {
            ExperienceTrajectory stated = experience.getTrajectories().get(i);
            CreditedTrajectory computed = again.trajectories().get(i);
            if (!isSame(stated.getReward(), computed.reward())
                    || !isSame(stated.getAdvantage(), computed.advantage())) {
                findings.breach(
                        group.id() + "#" + stated.getIndex(),
                        "reward " + stated.getReward() + " and advantage " + stated.getAdvantage()
                                + " are logged, computed again they are " + computed.reward() + " and "
                                + computed.advantage());
            }
        }
    }

    private static boolean isSame(double one, double other) {
        return Double.doubleToLongBits(one) == Double.doubleToLongBits(other);
    }
}
