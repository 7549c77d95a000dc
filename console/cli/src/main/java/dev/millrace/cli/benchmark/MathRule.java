package dev.millrace.cli.benchmark;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.math.MathConfig;
import dev.millrace.streams.scoring.math.MathScorer;
import java.util.OptionalInt;

/**
 * Right as mathematics has it, by the scorer {@code math}. A question whose reference nobody can read is not judged.
 *
 * @param config of that scorer
 */
record MathRule(MathConfig config) {

    private static final TrajectoryId NOBODY = new TrajectoryId(new GroupId("benchmark"), 0);

    /** What a response is worth: 1 if it is one of the right answers, else 0. */
    BenchmarkVerdict judge(BenchmarkQuestion question, String response) {
        if (question.right().isEmpty()) {
            return BenchmarkVerdict.unjudged("the file has no answer");
        }
        MathScorer scorer = new MathScorer(within(question.decimals()));
        BenchmarkVerdict verdict = BenchmarkVerdict.unjudged("");
        for (String right : question.right()) {
            Verdict said = scorer.score(new Sample(NOBODY, prompt(right), response));
            if (said instanceof Verdict.Scored scored) {
                if (scored.value() == 1) {
                    return BenchmarkVerdict.of(1, scored.detail());
                }
                verdict = BenchmarkVerdict.of(0, scored.detail());
            } else if (said instanceof Verdict.Abstained abstained
                    && verdict.value().isEmpty()) {
                verdict = BenchmarkVerdict.unjudged(abstained.reason());
            }
        }
        return verdict;
    }

    /** What rounds to the reference lies within half a digit of it. */
    private MathConfig within(OptionalInt decimals) {
        return decimals.isEmpty()
                ? config
                : new MathConfig(
                        config.mark(),
                        config.relativeTolerance(),
                        Math.max(config.absoluteTolerance(), 0.5 * Math.pow(10, -decimals.getAsInt())),
                        config.units());
    }

    private static Prompt prompt(String reference) {
        return Prompt.newBuilder()
                .setRunId("benchmark")
                .setPromptId("benchmark")
                .setTask(Task.UNDERSTANDING)
                .setText("")
                .setReference(reference)
                .build();
    }
}
