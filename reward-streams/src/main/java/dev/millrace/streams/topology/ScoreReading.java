package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.Score;
import dev.millrace.streams.assembly.HeldScore;
import dev.millrace.streams.reward.Verdict;

/** What is kept of a score. Stateless. */
public final class ScoreReading {

    /** Characters of a text that are kept in state and in drops: its first words say it. */
    private static final int LONGEST = 300;

    private ScoreReading() {}

    /**
     * Reads a record.
     *
     * @throws InvalidRecordException if it has no outcome known here, or is scored without a finite value
     */
    public static HeldScore held(Score score) {
        return new HeldScore(
                score.getIndex(),
                score.getScorer(),
                verdict(score),
                new HeldScore.Provenance(
                        cut(score.getScorerVersion()),
                        score.getRefereeDigest() == null ? null : cut(score.getRefereeDigest()),
                        score.getScoredAt(),
                        score.getLatencyMs()));
    }

    private static Verdict verdict(Score score) {
        String words = score.getCause() == null ? "" : cut(score.getCause());
        return switch (score.getOutcome()) {
            case SCORED -> {
                Double value = score.getValue();
                if (value == null || !Double.isFinite(value)) {
                    throw new InvalidRecordException(subject(score) + " is SCORED with the value " + value);
                }
                yield new Verdict.Scored(value);
            }
            case ABSTAINED -> new Verdict.Abstained(words);
            case FAILED -> new Verdict.Failed(words.isEmpty() ? "no cause given" : words);
            case UNKNOWN -> throw new InvalidRecordException(subject(score) + " has no outcome known here");
        };
    }

    private static String cut(String words) {
        return words.substring(0, Math.min(words.length(), LONGEST));
    }

    private static String subject(Score score) {
        return "the score of " + score.getScorer() + " for " + score.getGroupId() + "#" + score.getIndex();
    }
}
