package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.avro.LateScore;

/** What stands on scores-late was said by a scorer, and came when it could not be used. */
final class LateScoresSetAside implements Check {

    @Override
    public int promise() {
        return 4;
    }

    @Override
    public String name() {
        return "late-scores-set-aside";
    }

    @Override
    public String claim() {
        return "a late score is one that a scorer published, for a group that was closed or already had that score";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        return group -> {
            for (Logged<LateScore> late : group.late()) {
                findings.examined();
                LateScore value = late.value();
                String id = group.id() + "#" + value.getScore().getIndex();
                boolean known = group.scores().stream().anyMatch(score -> score.saysTheSameAs(value.getScore()));
                if (!known && evidence.isWhole(evidence.topics().scores())) {
                    findings.breach(id, "the late score at " + late.position() + " was never published");
                }
                if (value.getReason() == LateReason.AFTER_CLOSE && !group.isClosed()) {
                    findings.breach(id, "the score at " + late.position() + " was late for a group that is not closed");
                }
            }
        };
    }
}
