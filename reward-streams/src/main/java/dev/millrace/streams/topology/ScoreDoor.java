package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.streams.assembly.GroupEvent;
import dev.millrace.streams.assembly.HeldScore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Lets the run's scores in, of the scorers that have a weight. NaN, infinities, nonsense, the
 * scores of another referee and those on another partition than their trajectories go to the dead letters. Of a record
 * with several scores those that are in order count all the same.
 */
final class ScoreDoor extends ContextualProcessor<String, Score, String, GroupEvent> {

    private final String run;
    private final Set<String> scorers;
    private final GroupPlacement placement;
    private final Map<String, String> referees = new HashMap<>();
    private @Nullable AssemblyMetrics metrics;

    ScoreDoor(RunId run, Set<String> scorers, GroupPlacement placement) {
        this.run = run.value();
        this.scorers = scorers;
        this.placement = placement;
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
        if (!GroupId.isValid(id) || !id.equals(record.key())) {
            throw new InvalidRecordException("a score of group '" + id + "' has the key '" + record.key() + "'");
        }
        if (!scorers.contains(score.getScorer())) {
            if (metrics != null) {
                metrics.scoreOfOtherScorer();
            }
            return;
        }
        requirePlace(score);
        requireSameReferee(score);
        enter(record, score);
    }

    /** What is well said enters, whatever is wrong with the rest of the record; for the rest it is a dead letter. */
    private void enter(Record<String, Score> record, Score score) {
        List<String> faults = new ArrayList<>();
        List<HeldScore> held = ScoreReading.held(score, TrajectoryDoor.LARGEST_GROUP, faults::add);
        if (!held.isEmpty()) {
            context().forward(record.withValue(new GroupEvent.ScoresArrived(held)));
        }
        InvalidRecordException.throwIfAny(faults);
    }

    private void requirePlace(Score score) {
        int partition =
                context().recordMetadata().map(RecordMetadata::partition).orElse(0);
        placement.fault(score.getGroupId(), partition).ifPresent(fault -> {
            if (metrics != null) {
                metrics.misplaced();
            }
            throw new InvalidRecordException(subject(score) + " lies on the " + fault);
        });
    }

    /**
     * A referee is frozen: scores of two in one run would not compare. This task remembers the first digest it has seen of
     * a scorer for as long as it runs; a scorer itself asks the log before it starts.
     */
    private void requireSameReferee(Score score) {
        String digest = score.getRefereeDigest();
        if (digest == null) {
            return;
        }
        String first = referees.putIfAbsent(score.getScorer(), digest);
        if (first != null && !first.equals(digest)) {
            throw new InvalidRecordException(subject(score) + " comes of the referee " + digest
                    + ", but the run's earlier scores come of " + first
                    + "; give the scorer the first referee again, or begin a new run");
        }
    }

    private static String subject(Score score) {
        return "the score of " + score.getScorer() + " for " + score.getGroupId() + "#" + score.getIndex();
    }
}
