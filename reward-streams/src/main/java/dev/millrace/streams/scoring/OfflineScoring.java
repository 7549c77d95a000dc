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

    private final Scorer scorer;
    private final Clock clock;
    private final GuardedScorer guarded;

    public OfflineScoring(Scorer scorer, ScorerConfig config, Clock clock) {
        this.scorer = scorer;
        this.clock = clock;
        this.guarded = new GuardedScorer(scorer, config);
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
        List<Score> scores = new ArrayList<>(trajectories.size());
        for (int from = 0; from < trajectories.size(); from += guarded.capacity()) {
            List<Trajectory> some =
                    trajectories.subList(from, Math.min(from + guarded.capacity(), trajectories.size()));
            List<Judged> judged = guarded.judge(some.stream().map(Sample::of).toList());
            for (int i = 0; i < some.size(); i++) {
                RunId run = new RunId(some.get(i).getRunId());
                scores.add(new ScoreRecords(run, scorer, clock).score(judged.get(i)));
            }
        }
        return scores;
    }

    @Override
    public void close() {
        guarded.close();
    }
}
