package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.streams.assembly.HeldScore;
import dev.millrace.streams.reward.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is kept of a record of scores. Stateless. */
public final class ScoreReading {

    /** Characters of a text that are kept in state and in drops: its first words say it. */
    private static final int LONGEST = 300;

    private ScoreReading() {}

    /**
     * Reads a record of one score.
     *
     * @throws InvalidRecordException if it has no outcome known here, or is scored without a finite value
     */
    public static HeldScore held(Score score) {
        return held(score, provenance(score), own(score));
    }

    /**
     * Reads a record of one score or several: its own, then those of its items, in their order.
     *
     * @param indices indices of trajectories are below it
     * @param faults hears what is wrong with each that is left out
     */
    static List<HeldScore> held(Score record, int indices, Consumer<String> faults) {
        List<ScoreItem> items = record.getItems();
        List<HeldScore> held = new ArrayList<>(1 + items.size());
        HeldScore.Provenance provenance = provenance(record);
        for (int i = -1; i < items.size(); i++) {
            ScoreItem said = i < 0 ? own(record) : items.get(i);
            if (said.getIndex() < 0 || said.getIndex() >= indices) {
                faults.accept("a score of group " + record.getGroupId() + " is about trajectory " + said.getIndex());
                continue;
            }
            try {
                held.add(held(record, provenance, said));
            } catch (InvalidRecordException e) {
                faults.accept(String.valueOf(e.getMessage()));
            }
        }
        return held;
    }

    private static ScoreItem own(Score record) {
        return new ScoreItem(
                record.getIndex(), record.getOutcome(), record.getValue(), record.getCause(), record.getDetail());
    }

    private static HeldScore.Provenance provenance(Score record) {
        String referee = record.getRefereeDigest();
        return new HeldScore.Provenance(
                cut(record.getScorerVersion()),
                referee == null ? null : cut(referee),
                record.getScoredAt(),
                record.getLatencyMs());
    }

    private static HeldScore held(Score record, HeldScore.Provenance provenance, ScoreItem said) {
        return new HeldScore(said.getIndex(), record.getScorer(), verdict(record, said), provenance);
    }

    private static Verdict verdict(Score record, ScoreItem said) {
        String words = words(said.getCause());
        return switch (said.getOutcome()) {
            case SCORED -> {
                Double value = said.getValue();
                if (value == null || !Double.isFinite(value)) {
                    throw new InvalidRecordException(subject(record, said) + " is SCORED with the value " + value);
                }
                yield new Verdict.Scored(value);
            }
            case ABSTAINED -> new Verdict.Abstained(words);
            case FAILED -> new Verdict.Failed(words.isEmpty() ? "no cause given" : words);
            case UNKNOWN -> throw new InvalidRecordException(subject(record, said) + " has no outcome known here");
        };
    }

    private static String words(@Nullable String cause) {
        return cause == null ? "" : cut(cause);
    }

    private static String cut(String words) {
        return words.substring(0, Math.min(words.length(), LONGEST));
    }

    private static String subject(Score record, ScoreItem said) {
        return "the score of " + record.getScorer() + " for " + record.getGroupId() + "#" + said.getIndex();
    }
}
