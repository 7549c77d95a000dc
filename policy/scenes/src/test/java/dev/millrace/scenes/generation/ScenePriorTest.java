package dev.millrace.scenes.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.scenes.generation.DrawingCategory.Kind;
import dev.millrace.scenes.pretrain.DrawingExamples;
import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScenePriorTest {

    private static final Scene SEVEN_AND_TWO =
            new Scene(List.of(new PlacedDigit(7, DigitColor.WHITE, 0, 1), new PlacedDigit(2, DigitColor.WHITE, 1, 0)));

    @Test
    void shouldShowDigitsAsUsual() {
        Scene usual = ScenePrior.usual(SEVEN_AND_TWO);

        assertThat(usual.digits())
                .containsExactly(
                        new PlacedDigit(2, ScenePrior.usualColor(2), 0, 0),
                        new PlacedDigit(7, ScenePrior.usualColor(7), 0, 1));
        assertThat(ScenePrior.usual(usual)).isEqualTo(usual);
    }

    @Test
    void shouldTellWhatIsAskedAgainstIt() {
        assertThat(ScenePrior.isAgainst(colored(3, ScenePrior.usualColor(3)))).isFalse();
        assertThat(ScenePrior.isAgainst(colored(3, ScenePrior.usualColor(4)))).isTrue();
        assertThat(ScenePrior.isAgainst(placed(Relation.LEFT_OF))).isFalse();
        assertThat(ScenePrior.isAgainst(placed(Relation.RIGHT_OF))).isTrue();
    }

    private static DrawingTask colored(int digit, DigitColor color) {
        return task(DrawingCategory.COLORS, ObjectRule.of(digit, color));
    }

    /** A 2 in a relation to a 7. */
    private static DrawingTask placed(Relation relation) {
        return task(
                DrawingCategory.POSITION,
                ObjectRule.of(7, 1),
                ObjectRule.of(2, 1).at(relation, 0));
    }

    private static DrawingTask task(DrawingCategory category, ObjectRule... include) {
        GenerationRules rules = GenerationRules.of(category.label(), "draw it", include);
        Scene scene = include.length == 1
                ? new Scene(List.of(new PlacedDigit(include[0].digit(), DigitColor.RED, 1, 1)))
                : SEVEN_AND_TWO;
        return new DrawingTask("draw it", category, rules, scene, Optional.empty(), Optional.empty());
    }

    @Test
    void shouldShowTheUsualForTheShareThatIsAskedFor() {
        LongFunction<DrawingTask> tasks = index -> new GenerationPrompts(1, Split.TRAIN, Kind.COMPOSITION).task(index);

        List<DrawingTask> painted = LongStream.range(0, 600)
                .mapToObj(DrawingExamples.usual(tasks, 0.9, 4)::apply)
                .toList();

        long usual = painted.stream()
                .filter(task -> task.scene().equals(ScenePrior.usual(task.scene())))
                .count();
        assertThat(usual).isBetween(500L, 590L);
        assertThat(painted.get(5).text()).isEqualTo(tasks.apply(5).text());
        assertThat(DrawingExamples.usual(tasks, 0, 4)).isSameAs(tasks);
    }
}
