package dev.millrace.streams.assembly;

import dev.millrace.streams.assembly.state.EntryOutcome;
import dev.millrace.streams.assembly.state.ProvenanceEntry;
import dev.millrace.streams.assembly.state.ScoreEntry;
import dev.millrace.streams.reward.Verdict;
import org.jspecify.annotations.Nullable;

/** Scores as entries of a group's state, and back. */
final class ScoreEntries {

    private ScoreEntries() {}

    static ScoreEntry entry(HeldScore score) {
        EntryOutcome outcome = EntryOutcome.FAILED;
        Double value = null;
        String words = "";
        if (score.verdict() instanceof Verdict.Scored scored) {
            outcome = EntryOutcome.SCORED;
            value = scored.value();
        } else if (score.verdict() instanceof Verdict.Abstained abstained) {
            outcome = EntryOutcome.ABSTAINED;
            words = abstained.reason();
        } else if (score.verdict() instanceof Verdict.Failed failed) {
            words = failed.cause();
        }
        return new ScoreEntry(score.index(), score.scorer(), outcome, value, words, entry(score.provenance()));
    }

    static HeldScore score(ScoreEntry entry) {
        Verdict verdict =
                switch (entry.getOutcome()) {
                    case SCORED -> new Verdict.Scored(entry.getValue());
                    case ABSTAINED -> new Verdict.Abstained(entry.getWords());
                    case FAILED -> new Verdict.Failed(entry.getWords());
                };
        ProvenanceEntry rest = entry.getProvenance();
        return new HeldScore(
                entry.getIndex(),
                entry.getScorer(),
                verdict,
                rest == null
                        ? null
                        : new HeldScore.Provenance(
                                rest.getScorerVersion(),
                                rest.getRefereeDigest(),
                                rest.getScoredAt(),
                                rest.getLatencyMs()));
    }

    private static @Nullable ProvenanceEntry entry(HeldScore.@Nullable Provenance rest) {
        return rest == null
                ? null
                : new ProvenanceEntry(rest.scorerVersion(), rest.refereeDigest(), rest.scoredAt(), rest.latencyMs());
    }
}
