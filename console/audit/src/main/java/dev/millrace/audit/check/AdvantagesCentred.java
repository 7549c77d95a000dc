package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.packed.PackedFloats;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** The advantages of a group are finite, sum to 0 if the estimator is centred, and are 0 where nothing is better than anything else. */
final class AdvantagesCentred implements Check {

    private static final double PER_TRAJECTORY = 1e-5;

    /** By their definitions, not by what the streams say of them: what is under audit does not choose its own checks. */
    private static final Set<String> CENTRED = Set.of("grpo", "dr_grpo", "rloo");

    @Override
    public int promise() {
        return 5;
    }

    @Override
    public String name() {
        return "advantages-centred";
    }

    @Override
    public String claim() {
        return "group advantages are finite and sum to 0 within 1e-5 per trajectory; equal scores give exactly 0";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        return group -> {
            for (Logged<Experience> experience : group.experiences()) {
                findings.examined();
                examine(group, experience.value(), findings);
            }
        };
    }

    private static void examine(GroupEvidence group, Experience experience, Findings findings) {
        List<ExperienceTrajectory> survivors = experience.getTrajectories();
        double sum = 0.0;
        boolean equal = true;
        boolean zero = true;
        for (ExperienceTrajectory survivor : survivors) {
            String wrong = notFinite(survivor);
            if (!wrong.isEmpty()) {
                findings.breach(group.id() + "#" + survivor.getIndex(), wrong);
            }
            sum += survivor.getAdvantage();
            equal &= survivor.getReward() == survivors.get(0).getReward()
                    && survivor.getComponents().equals(survivors.get(0).getComponents());
            zero &= survivor.getAdvantage() == 0.0;
        }
        if (!CENTRED.contains(experience.getEstimator())) {
            findings.note("advantages by " + experience.getEstimator() + " need not sum to 0");
        } else if (Math.abs(sum) > PER_TRAJECTORY * survivors.size()) {
            findings.breach(group.id(), "its advantages sum to " + sum);
        }
        if (equal && !zero) {
            findings.breach(group.id(), "its scores are equal, but its advantages are not all 0");
        }
    }

    private static String notFinite(ExperienceTrajectory survivor) {
        if (!Double.isFinite(survivor.getReward()) || !Double.isFinite(survivor.getAdvantage())) {
            return "its reward is " + survivor.getReward() + " and its advantage " + survivor.getAdvantage();
        }
        ByteBuffer packed = survivor.getTokenAdvantages();
        if (packed == null) {
            return "";
        }
        PackedFloats tokens = PackedFloats.view(packed);
        if (tokens.length() != survivor.getLength()) {
            return "it has " + tokens.length() + " token advantages for " + survivor.getLength() + " tokens";
        }
        for (int t = 0; t < tokens.length(); t++) {
            if (!Float.isFinite(tokens.at(t))) {
                return "the advantage of token " + t + " is " + tokens.at(t);
            }
        }
        return "";
    }
}
