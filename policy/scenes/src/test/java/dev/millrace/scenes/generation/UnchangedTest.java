package dev.millrace.scenes.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.scenes.generation.DrawingCategory.Kind;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnchangedTest {

    private final GenerationPrompts edits = new GenerationPrompts(5, Split.TRAIN, Kind.EDITING);

    @Test
    void shouldHoldOfTheSceneThatAnEditAsksFor() {
        for (int index = 0; index < 200; index++) {
            DrawingTask task = edits.task(index);

            assertThat(holds(task, task.scene()))
                    .as("%s: %s to %s", task.text(), task.source(), task.scene())
                    .isTrue();
        }
    }

    @Test
    void shouldNotHoldWhereWhatWasToStayWentElsewhere() {
        int gone = 0;
        for (int index = 0; index < 200; index++) {
            DrawingTask task = edits.task(index);
            if (task.category() == DrawingCategory.RECOLOR) {
                Scene turned = turned(task.scene());

                assertThat(task.rules().verify(DetectedObject.of(turned)).holds())
                        .as("the rules do not see it")
                        .isTrue();
                assertThat(holds(task, turned))
                        .as("%s: %s", task.text(), turned)
                        .isFalse();
                gone++;
            }
        }
        assertThat(gone).isEqualTo(50);
    }

    private static boolean holds(DrawingTask task, Scene drawn) {
        return Unchanged.holds(task.rules(), DetectedObject.of(task.source().orElseThrow()), DetectedObject.of(drawn));
    }

    /** The same digits, each in the opposite cell. */
    private static Scene turned(Scene scene) {
        List<PlacedDigit> placed = new ArrayList<>();
        scene.digits()
                .forEach(digit ->
                        placed.add(new PlacedDigit(digit.digit(), digit.color(), 1 - digit.row(), 1 - digit.column())));
        return new Scene(placed);
    }
}
