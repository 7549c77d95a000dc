package dev.millrace.cli.evaluate;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.AccuracyScorer;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.math.MathConfig;
import dev.millrace.streams.scoring.math.MathScorer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rule of the scorer of right answers, so that evaluation and reward never differ in what they call right: that of {@code
 * accuracy}, or of {@code math} where a run is rewarded by that one instead.
 *
 * @param math the settings of {@code math}; empty for {@code accuracy}
 */
public record AccuracyRule(Optional<MathConfig> math) {

    private static final TrajectoryId NOBODY = new TrajectoryId(new GroupId("evaluation"), 0);

    /** The rule of {@code accuracy}. */
    public AccuracyRule() {
        this(Optional.empty());
    }

    /** The rule by which a run is rewarded. */
    public static AccuracyRule of(MillraceConfig settings) {
        AccuracyRule rule = new AccuracyRule();
        for (Map.Entry<String, Double> weight : settings.reward().weights().entrySet()) {
            if (weight.getValue() == 0.0) {
                continue;
            }
            var declared = settings.declared(weight.getKey());
            if (declared.type().equals("accuracy")) {
                return new AccuracyRule();
            }
            if (declared.config() instanceof MathConfig config) {
                rule = new AccuracyRule(Optional.of(config));
            }
        }
        return rule;
    }

    /** Whether {@code response} gives {@code answer}. */
    public boolean isRight(String response, String answer) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId("evaluation")
                .setPromptId("evaluation")
                .setTask(Task.UNDERSTANDING)
                .setText("")
                .setReference(answer)
                .build();
        return scorer().apply(new Sample(NOBODY, prompt, response)) instanceof Verdict.Scored scored
                && scored.value() == 1.0;
    }

    private Function<Sample, Verdict> scorer() {
        if (math.isEmpty()) {
            return new AccuracyScorer()::score;
        }
        return new MathScorer(math.get())::score;
    }
}
