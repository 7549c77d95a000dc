package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.id.RunId;
import dev.millrace.streams.assembly.GroupEvent;
import dev.millrace.streams.assembly.HeldScore;
import dev.millrace.streams.reward.Verdict;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Lets the run's scores in, of the scorers that have a weight. NaN, infinities and nonsense go to the dead letters. */
final class ScoreDoor extends ContextualProcessor<String, Score, String, GroupEvent> {

    /** A cause is kept in state and in drops; its first words say it. */
    private static final int LONGEST_CAUSE = 300;

    private final String run;
    private final Set<String> scorers;
    private @Nullable AssemblyMetrics metrics;

    ScoreDoor(RunId run, Set<String> scorers) {
        this.run = run.value();
        this.scorers = scorers;
    }

    @Override
    public void init(ProcessorContext<String, GroupEvent> context) {
        super.init(context);
        metrics = new StreamsAssemblyMetrics(context);
    }

    @Override
    public void process(Record<String, Score> record) {
        Score score = record.value();
        if (score == null) {
            throw new InvalidRecordException("a score without a value");
        }
        if (!score.getRunId().equals(run)) {
            return;
        }
        String id = score.getGroupId();
        if (id.isBlank() || !id.equals(record.key())) {
            throw new InvalidRecordException("a score of group '" + id + "' has the key '" + record.key() + "'");
        }
        if (score.getIndex() < 0) {
            throw new InvalidRecordException("a score of group " + id + " is about trajectory " + score.getIndex());
        }
        if (!scorers.contains(score.getScorer())) {
            if (metrics != null) {
                metrics.scoreOfOtherScorer();
            }
            return;
        }
        HeldScore held = new HeldScore(
                score.getIndex(),
                score.getScorer(),
                verdict(score),
                new HeldScore.Provenance(
                        score.getScorerVersion(), score.getRefereeDigest(), score.getScoredAt(), score.getLatencyMs()));
        context().forward(record.withValue(new GroupEvent.ScoreArrived(held)));
    }

    private static Verdict verdict(Score score) {
        String cause = score.getCause() == null ? "" : score.getCause();
        String words = cause.substring(0, Math.min(cause.length(), LONGEST_CAUSE));
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

    private static String subject(Score score) {
        return "the score of " + score.getScorer() + " for " + score.getGroupId() + "#" + score.getIndex();
    }
}
