package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedScore;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ScoreOutcome;
import java.util.Optional;

/** A scorer that failed, abstained or never spoke has no number in a reward, unless the policy states one. */
final class NoScoreMadeUp implements Check {

    @Override
    public int promise() {
        return 4;
    }

    @Override
    public String name() {
        return "no-score-made-up";
    }

    @Override
    public String claim() {
        return "a failed or missing score never enters a reward as a number, nor is a trajectory trained without it";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        return group -> {
            boolean knowsScores = !group.scores().isEmpty()
                    || evidence.isWhole(evidence.topics().scores());
            for (Logged<Experience> experience : group.experiences()) {
                AssemblyTerms terms = settings.terms(experience.value());
                if (terms.getPolicy().equals(AuditSettings.DEFAULT_VALUE)) {
                    findings.note("missing scores count as " + terms.getDefaultValue() + ", as assembly.policy says");
                }
                for (ExperienceTrajectory survivor : experience.value().getTrajectories()) {
                    if (knowsScores) {
                        findings.examined();
                        examine(group, survivor, settings, terms, findings);
                    }
                }
            }
        };
    }

    private static void examine(
            GroupEvidence group,
            ExperienceTrajectory survivor,
            AuditSettings settings,
            AssemblyTerms terms,
            Findings findings) {
        String id = group.id() + "#" + survivor.getIndex();
        survivor.getComponents().forEach((scorer, value) -> {
            ScoreOutcome said = said(group, survivor, scorer);
            if (said != ScoreOutcome.SCORED && !AuditSettings.standsIn(terms, value)) {
                findings.breach(id, scorer + " " + words(said) + ", but " + value + " entered the reward for it");
            }
        });
        for (String scorer : settings.required(group, terms)) {
            ScoreOutcome said = said(group, survivor, scorer);
            boolean silent = said == ScoreOutcome.FAILED || said == ScoreOutcome.UNKNOWN;
            if (silent
                    && !group.isAbstaining(scorer)
                    && !survivor.getComponents().containsKey(scorer)) {
                findings.breach(id, "it is trained, though " + scorer + " " + words(said));
            }
        }
    }

    /** UNKNOWN where the scorer never spoke. */
    private static ScoreOutcome said(GroupEvidence group, ExperienceTrajectory survivor, String scorer) {
        Optional<LoggedScore> verdict = group.verdict(survivor.getIndex(), scorer);
        return verdict.map(LoggedScore::outcome).orElse(ScoreOutcome.UNKNOWN);
    }

    private static String words(ScoreOutcome outcome) {
        return switch (outcome) {
            case FAILED -> "failed";
            case ABSTAINED -> "abstained";
            case SCORED -> "scored";
            case UNKNOWN -> "never spoke";
        };
    }
}
