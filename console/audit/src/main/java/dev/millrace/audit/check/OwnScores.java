package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedScore;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.streams.reward.ClipRange;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What entered a trajectory's reward is what its scorers said of it first, and of nothing else. */
final class OwnScores implements Check {

    @Override
    public int promise() {
        return 3;
    }

    @Override
    public String name() {
        return "own-scores";
    }

    @Override
    public String claim() {
        return "each component of a reward is the first score of that scorer for that trajectory, clipped as the settings say";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        if (!evidence.isWhole(evidence.topics().scores())) {
            findings.note("the oldest scores are no longer in the log; groups that have none there are not judged");
        }
        String digest = settings.credit().digest();
        return group -> {
            for (Logged<Experience> experience : group.experiences()) {
                if (!group.scores().isEmpty()
                        || evidence.isWhole(evidence.topics().scores())) {
                    examine(group, experience.value(), settings, digest, findings);
                }
            }
        };
    }

    private static void examine(
            GroupEvidence group, Experience experience, AuditSettings settings, String digest, Findings findings) {
        boolean known = experience.getConfigDigest().equals(digest);
        SortedMap<String, ClipRange> clip = known ? settings.credit().reward().clip() : new TreeMap<>();
        for (ExperienceTrajectory survivor : experience.getTrajectories()) {
            String id = group.id() + "#" + survivor.getIndex();
            for (Map.Entry<String, Double> component : survivor.getComponents().entrySet()) {
                findings.examined();
                Optional<LoggedScore> said = group.verdict(survivor.getIndex(), component.getKey())
                        .filter(score -> score.outcome() == ScoreOutcome.SCORED);
                if (said.isPresent()
                        && !component.getValue().equals(clipped(said.get().value(), clip.get(component.getKey())))
                        && !AuditSettings.standsIn(settings.terms(experience), component.getValue())) {
                    findings.breach(
                            id,
                            component.getKey() + " said " + said.get().value() + " at "
                                    + said.get().position() + ", but " + component.getValue() + " entered its reward");
                }
            }
            for (String scorer : settings.required(group, settings.terms(experience))) {
                boolean spoke = group.verdict(survivor.getIndex(), scorer)
                        .filter(score -> score.outcome() == ScoreOutcome.SCORED)
                        .isPresent();
                if (spoke
                        && !group.isAbstaining(scorer)
                        && experience.getClosed() == CloseReason.COMPLETE
                        && !survivor.getComponents().containsKey(scorer)) {
                    findings.breach(id, "the score of " + scorer + " did not enter its reward");
                }
            }
        }
    }

    private static @Nullable Double clipped(@Nullable Double said, @Nullable ClipRange range) {
        return said == null || range == null
                ? said
                : Double.valueOf(Math.min(range.high(), Math.max(range.low(), said)));
    }
}
