package dev.millrace.scenes.generation;

import static dev.millrace.scenes.generation.Relation.ABOVE;
import static dev.millrace.scenes.generation.Relation.BELOW;
import static dev.millrace.scenes.generation.Relation.LEFT_OF;
import static dev.millrace.scenes.generation.Relation.RIGHT_OF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The numbers are GenEval's geometry of the project's vectors (I1). */
class RelationTest {

    @Test
    void shouldAgreeWithTheVectors() {
        assertThat(Relation.between(new Box(10, 40, 50, 80), new Box(60, 50, 120, 110)))
                .containsExactly(LEFT_OF);
        assertThat(Relation.between(new Box(60, 0, 100, 40), new Box(50, 60, 110, 120)))
                .containsExactly(ABOVE);
        assertThat(Relation.between(new Box(50, 50, 100, 100), new Box(55, 52, 105, 102)))
                .isEmpty();
    }

    @Test
    void shouldBeReversedByExchange() {
        assertThat(Relation.between(new Box(60, 50, 120, 110), new Box(10, 40, 50, 80)))
                .containsExactly(RIGHT_OF);
        assertThat(Relation.between(new Box(50, 60, 110, 120), new Box(60, 0, 100, 40)))
                .containsExactly(BELOW);
    }

    @Test
    void shouldSeeBothRelationsOfCellsOnADiagonal() {
        assertThat(Relation.between(Box.ofCell(0, 0), Box.ofCell(1, 1))).containsExactly(LEFT_OF, ABOVE);
        assertThat(Relation.between(Box.ofCell(0, 1), Box.ofCell(0, 0))).containsExactly(RIGHT_OF);
        assertThat(Relation.between(Box.ofCell(0, 1), Box.ofCell(0, 1))).isEmpty();
    }

    @Test
    void shouldKnowItsNames() {
        assertThat(Relation.ofLabel("left of")).contains(LEFT_OF);
        assertThat(Relation.ofLabel("left")).isEmpty();
    }

    @Test
    void shouldRefuseABoxInsideOut() {
        assertThatThrownBy(() -> new Box(2, 0, 1, 1)).hasMessageContaining("left <= right");
        assertThatThrownBy(() -> new Box(Double.NaN, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
