package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.RunId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a scorer about trajectories that were logged, with the time-outs of live scoring. Belongs to one thread.
 */
public final class OfflineScoring implements AutoCloseable {

    private final NamedScorer scorer;
    private final Clock clock;
    private final GuardedScorer guarded;

    /** @param common what its declaration leaves to all scorers */
    public OfflineScoring(NamedScorer scorer, ScorerConfig config, ScoringConfig common, Clock clock) {
        this.scorer = scorer;
        this.clock = clock;
        this.guarded = new GuardedScorer(scorer, CallLimits.of(config, common));
    }

    /** The scorer's name. */
    public String name() {
        return scorer.name();
    }

    /**
     * Scores trajectories.
     *
     * @return as many scores, in their order; a scorer that throws or hangs has failed for that one
     * @throws InterruptedException if the calling thread is interrupted
     */
    public List<Score> score(List<Trajectory> trajectories) throws InterruptedException {
        List<Judged> judged =
                guarded.judge(trajectories.stream().map(Sample::of).toList());
        List<Score> scores = new ArrayList<>(trajectories.size());
        for (int i = 0; i < judged.size(); i++) {
            RunId run = new RunId(trajectories.get(i).getRunId());
            scores.add(new ScoreRecords(run, scorer, clock).score(judged.get(i)));
        }
        return scores;
    }

    @Override
    public void close() {
        guarded.close();
    }
}
