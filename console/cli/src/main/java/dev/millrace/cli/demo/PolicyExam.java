package dev.millrace.cli.demo;

import dev.millrace.cli.evaluate.AccuracyRule;
import dev.millrace.cli.evaluate.DrawingEvaluation;
import dev.millrace.cli.evaluate.DrawingEvaluator;
import dev.millrace.cli.evaluate.DrawingTable;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.cli.evaluate.ShippedReferee;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.scenes.generation.DrawingCategory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The same held-out prompts before and after.
 *
 * @param drawing how images are drawn
 * @param compute what is computed with
 * @param rule what a right answer is
 * @param maxTokens most tokens of an answer
 * @param stop texts at which an answer ends
 * @param stopped whether nobody waits for the result any more; asked on the thread that takes the exam
 */
public record PolicyExam(
        DemoData data,
        FlowSettings drawing,
        ComputeSettings compute,
        AccuracyRule rule,
        int maxTokens,
        List<String> stop,
        DemoConsole console,
        BooleanSupplier stopped) {

    /**
     * The exam of a run.
     *
     * @param stopped whether nobody waits for the result any more
     */
    public static PolicyExam of(MillraceConfig settings, DemoData data, DemoConsole console, BooleanSupplier stopped) {
        return new PolicyExam(
                data,
                settings.worker().drawing(),
                settings.policy().compute(),
                AccuracyRule.of(settings),
                settings.worker().maxResponseTokens(),
                settings.worker().stop(),
                console,
                stopped);
    }

    /** Evaluates one policy; empty if the demo was stopped meanwhile. */
    public Optional<ExamResult> take(String when, ModelSource policy) {
        try (RolloutEngine engine = Policies.open(policy, compute)) {
            Evaluation answers = answers(when, engine);
            return Optional.of(new ExamResult(
                    answers, data.drawings().isEmpty() ? Optional.empty() : Optional.of(drawings(when, engine))));
        } catch (StoppedException e) {
            return Optional.empty();
        }
    }

    private Evaluation answers(String when, RolloutEngine engine) {
        Evaluator evaluator = new Evaluator(rule::isRight, maxTokens, stop);
        Evaluation evaluation =
                evaluator.evaluate(engine, data.heldOut(), progress("held-out prompts, " + when + " training:"));
        console.line(String.format(Locale.ROOT, "accuracy %s training: %.3f", when, evaluation.overall()));
        return evaluation;
    }

    private DrawingEvaluation drawings(String when, RolloutEngine engine) {
        try (ShippedReferee referee = new ShippedReferee()) {
            DrawingEvaluation evaluation = new DrawingEvaluator(referee, drawing)
                    .evaluate(engine, data.drawings(), progress("held-out images, " + when + " training:"));
            console.line(String.format(
                    Locale.ROOT,
                    "%s %s training: %.3f",
                    DrawingTable.name(DrawingCategory.Kind.COMPOSITION),
                    when,
                    evaluation.of(DrawingCategory.Kind.COMPOSITION).categoryMean()));
            return evaluation;
        }
    }

    private Evaluator.Progress progress(String what) {
        return (done, all) -> {
            if (stopped.getAsBoolean()) {
                throw new StoppedException();
            }
            console.progress(what, done, all);
        };
    }

    /** Ends an evaluation that nobody waits for any more. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
