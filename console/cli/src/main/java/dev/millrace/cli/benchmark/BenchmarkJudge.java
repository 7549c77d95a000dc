package dev.millrace.cli.benchmark;

import dev.millrace.replay.credit.RescoredImages;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.OfflineScoring;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerTypes;
import dev.millrace.streams.scoring.judge.JudgeConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A chat model that grades by one criterion: a scorer of the type {@code llm_judge}. Belongs to one thread. */
final class BenchmarkJudge implements AutoCloseable {

    /** Samples whose images are in memory at a time. */
    private static final int BATCH = 32;

    private final OfflineScoring scoring;
    private final RescoredImages images;

    private BenchmarkJudge(OfflineScoring scoring, RescoredImages images) {
        this.scoring = scoring;
        this.images = images;
    }

    /**
     * A judge by the settings of a declared scorer, of which url, model and the like count.
     *
     * @param ownPrompt whether what that scorer asks, if it says so, is asked instead of the criterion
     * @throws UsageException if there is no such scorer, or it is no chat model
     */
    static BenchmarkJudge of(
            MillraceConfig settings, String scorer, Criterion criterion, boolean ownPrompt, Clock clock) {
        try {
            ScorerConfig declared = settings.declared(scorer);
            if (!(declared.config() instanceof JudgeConfig config)) {
                throw new UsageException("--judge " + scorer + " is of the type " + declared.type()
                        + "; give a scorer of the type llm_judge, declared under scorers");
            }
            JudgeConfig asking = ownPrompt && config.hasPrompt()
                    ? config
                    : config.asking(criterion.prompt(), 0, criterion.highest());
            ScorerConfig whole = new ScorerConfig(
                    declared.type(),
                    Judges.BOTH,
                    declared.timeout(),
                    declared.parallelism(),
                    declared.batch(),
                    declared.retries(),
                    asking);
            RescoredImages images = new RescoredImages();
            ScorerContext context = new ScorerContext(scorer, new LoggedImages(images), clock);
            return new BenchmarkJudge(
                    new OfflineScoring(
                            ScorerTypes.found().make(scorer, whole, context), whole, settings.scorer(), clock),
                    images);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Asks about samples.
     *
     * @return in their order; a sample of which it could not say anything is unjudged
     * @throws InterruptedException if the calling thread is interrupted
     */
    List<BenchmarkVerdict> ask(List<JudgedSample> samples) throws InterruptedException {
        List<BenchmarkVerdict> verdicts = new ArrayList<>(samples.size());
        for (int from = 0; from < samples.size(); from += BATCH) {
            List<JudgedSample> batch = samples.subList(from, Math.min(samples.size(), from + BATCH));
            Map<String, byte[]> shown = new HashMap<>();
            List<Trajectory> trajectories = new ArrayList<>();
            for (JudgedSample sample : batch) {
                sample.addImages(shown);
                trajectories.add(sample.trajectory(from + trajectories.size()));
            }
            images.readFrom(sha256 -> Optional.ofNullable(shown.get(sha256)));
            scoring.score(trajectories).forEach(score -> verdicts.add(verdict(score)));
        }
        return verdicts;
    }

    private static BenchmarkVerdict verdict(Score score) {
        return score.getOutcome() == ScoreOutcome.SCORED && score.getValue() != null
                ? BenchmarkVerdict.of(score.getValue(), Objects.requireNonNullElse(score.getDetail(), ""))
                : BenchmarkVerdict.unjudged(Objects.requireNonNullElse(score.getCause(), "the judge said nothing"));
    }

    @Override
    public void close() {
        scoring.close();
    }
}
