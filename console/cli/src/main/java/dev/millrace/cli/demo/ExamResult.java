package dev.millrace.cli.demo;

import dev.millrace.cli.demo.DemoReport.Abilities;
import dev.millrace.cli.demo.DemoReport.Accuracy;
import dev.millrace.cli.demo.DemoReport.Standing;
import dev.millrace.cli.evaluate.DrawingEvaluation;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.scenes.generation.DrawingCategory;
import java.util.Optional;

/**
 * What an exam came to.
 *
 * @param answers to questions
 * @param drawings where the demo asks for images
 */
public record ExamResult(Evaluation answers, Optional<DrawingEvaluation> drawings) {

    /** The same as a report says it. */
    public Standing standing() {
        Accuracy understanding = Accuracy.of(answers);
        if (drawings.isEmpty()) {
            return understanding;
        }
        return new Abilities(
                understanding,
                drawn(DrawingCategory.Kind.COMPOSITION),
                drawn(DrawingCategory.Kind.KNOWLEDGE),
                drawn(DrawingCategory.Kind.EDITING));
    }

    private Accuracy drawn(DrawingCategory.Kind kind) {
        Evaluation family = drawings.orElseThrow().of(kind);
        return new Accuracy(family.categoryMean(), family.categories());
    }
}
