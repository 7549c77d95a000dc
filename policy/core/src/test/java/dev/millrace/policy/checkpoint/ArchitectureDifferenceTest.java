package dev.millrace.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArchitectureDifferenceTest {

    /** The inner part of an architecture. */
    public record Tower(int depth, int width) {}

    /** An architecture. */
    public record Model(String name, Tower tower) {}

    @Test
    void shouldNameTheFirstFieldThatDiffersByItsWholePath() {
        var difference =
                ArchitectureDifference.find(new Model("a", new Tower(2, 16)), new Model("a", new Tower(2, 32)));

        assertThat(difference).get().hasToString("tower.width is 32, but 16 is needed");
    }

    @Test
    void shouldFindNoneBetweenEqualOnes() {
        assertThat(ArchitectureDifference.find(new Model("a", new Tower(1, 2)), new Model("a", new Tower(1, 2))))
                .isEmpty();
    }
}
