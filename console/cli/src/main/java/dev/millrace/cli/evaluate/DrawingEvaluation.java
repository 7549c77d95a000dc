package dev.millrace.cli.evaluate;

import dev.millrace.cli.evaluate.Evaluation.Judged;
import dev.millrace.scenes.generation.DrawingCategory;
import java.util.ArrayList;
import java.util.List;

/** How well a policy draws: every image is judged by itself, as GenEval does. */
public record DrawingEvaluation(List<JudgedDrawing> drawings) {

    public DrawingEvaluation {
        drawings = List.copyOf(drawings);
    }

    /** The images of one family of categories. */
    public Evaluation of(DrawingCategory.Kind kind) {
        List<Judged> judged = new ArrayList<>();
        for (JudgedDrawing drawing : drawings) {
            if (drawing.item().kind() == kind) {
                drawing.passed()
                        .forEach(passed -> judged.add(new Judged(drawing.item().category(), passed)));
            }
        }
        return Evaluation.of(judged);
    }
}
