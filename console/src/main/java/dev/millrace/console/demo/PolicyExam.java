package dev.millrace.console.demo;

import dev.millrace.console.evaluate.AccuracyRule;
import dev.millrace.console.evaluate.Evaluation;
import dev.millrace.console.evaluate.EvaluationItem;
import dev.millrace.console.evaluate.Evaluator;
import dev.millrace.console.role.StopSignal;
import dev.millrace.policy.checkpoint.SavedModel;
import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.text.WordTokenizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The same held-out prompts before and after. */
record PolicyExam(List<EvaluationItem> items, DemoConsole console, StopSignal signal) {

    /** Evaluates one policy; empty if the demo was stopped meanwhile. */
    Optional<Evaluation> take(String when, SavedModel policy) {
        Evaluator evaluator = new Evaluator(WordTokenizer.builtIn(), new AccuracyRule()::isRight);
        try (PolicyWeights weights = policy.toWeights(PolicyVersion.INITIAL)) {
            Evaluation evaluation = evaluator.evaluate(weights, items, (done, all) -> {
                if (signal.isRequested()) {
                    throw new StoppedException();
                }
                console.progress("held-out prompts, " + when + " training:", done, all);
            });
            console.line(String.format(Locale.ROOT, "accuracy %s training: %.3f", when, evaluation.overall()));
            return Optional.of(evaluation);
        } catch (StoppedException e) {
            return Optional.empty();
        }
    }

    /** Ends an evaluation that nobody waits for any more. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
