package dev.millrace.cli.evaluate;

import dev.millrace.cli.evaluate.Evaluation.Judged;
import dev.millrace.scenes.generation.DrawingCategory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How well a policy draws: every image is judged by itself, as GenEval does. */
public record DrawingEvaluation(List<JudgedDrawing> drawings) {

    public DrawingEvaluation {
        drawings = List.copyOf(drawings);
    }

    /** The images of one family of categories. */
    public Evaluation of(DrawingCategory.Kind kind) {
        return of(kind, JudgedDrawing::passed);
    }

    /** Edits that also left the rest where it was; none where no image tells. */
    public Evaluation inPlace() {
        return of(DrawingCategory.Kind.EDITING, JudgedDrawing::inPlace);
    }

    private Evaluation of(DrawingCategory.Kind kind, Function<JudgedDrawing, List<Boolean>> verdicts) {
        List<Judged> judged = new ArrayList<>();
        for (JudgedDrawing drawing : drawings) {
            if (drawing.item().kind() == kind) {
                verdicts.apply(drawing)
                        .forEach(right -> judged.add(new Judged(drawing.item().category(), right)));
            }
        }
        return Evaluation.of(judged);
    }
}
