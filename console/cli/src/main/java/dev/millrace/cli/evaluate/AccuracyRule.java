package dev.millrace.cli.evaluate;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.AccuracyScorer;
import dev.millrace.streams.scoring.Sample;

/** The rule of the accuracy scorer, so that evaluation and reward never differ in what they call right. Stateless. */
public final class AccuracyRule {

    private static final TrajectoryId NOBODY = new TrajectoryId(new GroupId("evaluation"), 0);

    private final AccuracyScorer scorer = new AccuracyScorer();

    /** Whether {@code response} gives {@code answer}. */
    public boolean isRight(String response, String answer) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId("evaluation")
                .setPromptId("evaluation")
                .setTask(Task.UNDERSTANDING)
                .setText("")
                .setReference(answer)
                .build();
        return scorer.score(new Sample(NOBODY, prompt, response)) instanceof Verdict.Scored scored
                && scored.value() == 1.0;
    }
}
