package dev.millrace.cli.demo;

import dev.millrace.cli.evaluate.AccuracyRule;
import dev.millrace.cli.evaluate.DrawingItem;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.family.ComputeSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the policies that demos begin with have done. Demos that ask the same policy the same take one exam of it: it answers
 * greedily, and so always alike. For one thread, as long as nobody writes into the policies' folders.
 */
public final class FirstExams {

    private final Map<Asked, ExamResult> results = new HashMap<>();

    /** All that answers and their judgement depend on. */
    private record Asked(
            ModelSource policy,
            List<EvaluationItem> heldOut,
            List<DrawingItem> drawings,
            FlowSettings drawing,
            ComputeSettings compute,
            AccuracyRule rule,
            int maxTokens,
            List<String> stop) {

        static Asked of(ModelSource policy, PolicyExam exam) {
            return new Asked(
                    policy,
                    exam.data().heldOut(),
                    exam.data().drawings(),
                    exam.drawing(),
                    exam.compute(),
                    exam.rule(),
                    exam.maxTokens(),
                    exam.stop());
        }
    }

    /** Evaluates a policy, or says what came of that before; empty if the demo was stopped meanwhile. */
    public Optional<ExamResult> take(PolicyExam exam, ModelSource policy) {
        Asked asked = Asked.of(policy, exam);
        Optional<ExamResult> known = Optional.ofNullable(results.get(asked));
        if (known.isPresent()) {
            return known;
        }
        Optional<ExamResult> result = exam.take("before", policy);
        result.ifPresent(taken -> results.put(asked, taken));
        return result;
    }
}
