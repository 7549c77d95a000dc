package dev.millrace.schemas.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.Rewind;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineagesTest {

    @Test
    void shouldTakeAVersionForItsStepWithoutRewinds() {
        assertThat(Lineages.NONE.versionAt(7)).isEqualTo(7);
        assertThat(Lineages.NONE.stepOf(7)).isEqualTo(7);
        assertThat(Lineages.NONE.lineageOf(7)).isZero();
        assertThat(Lineages.NONE.isAbandoned(7)).isFalse();
    }

    @Test
    void shouldGoBackWithTheStepAndOnWithTheVersion() {
        // Given steps 1 to 13, of which 11 to 13 are lost
        Lineages rewound = Lineages.NONE.after(10, 13);

        assertThat(rewound.current()).isEqualTo(1);
        assertThat(rewound.rewinds()).containsExactly(new Rewind(1, 14, 10, 10));
        assertThat(List.of(rewound.versionAt(9), rewound.versionAt(10), rewound.versionAt(12)))
                .containsExactly(9, 14, 16);
        assertThat(List.of(rewound.stepOf(10), rewound.stepOf(13), rewound.stepOf(14), rewound.stepOf(16)))
                .containsExactly(10, 13, 10, 12);
        assertThat(List.of(10, 11, 13, 14, 15).stream().filter(rewound::isAbandoned))
                .containsExactly(11, 13);
        assertThat(rewound.oldestStep(13, 13)).isEqualTo(13);
        assertThat(rewound.oldestStep(13, 14)).isEqualTo(10);
    }

    @Test
    void shouldGoBackTwiceToTheSameCheckpoint() {
        Lineages twice = Lineages.NONE.after(10, 13).after(10, 16);

        assertThat(twice.rewinds()).containsExactly(new Rewind(1, 14, 10, 10), new Rewind(2, 17, 10, 14));
        assertThat(twice.versionAt(11)).isEqualTo(18);
        assertThat(List.of(10, 12, 14, 15, 16, 17).stream().filter(twice::isAbandoned))
                .containsExactly(12, 15, 16);
    }

    @Test
    void shouldGoBackBeyondAnEarlierRewind() {
        // Given a second rewind to a step before the first one
        Lineages beyond = Lineages.NONE.after(10, 13).after(5, 20);

        assertThat(beyond.versionAt(5)).isEqualTo(21);
        assertThat(beyond.versionAt(12)).isEqualTo(28);
        assertThat(beyond.stepOf(16)).as("of the lineage that is gone").isEqualTo(12);
        assertThat(List.of(5, 6, 14, 20, 21).stream().filter(beyond::isAbandoned))
                .containsExactly(6, 14, 20);
    }

    @Test
    void shouldRefuseWhatContradictsItself() {
        assertThatThrownBy(() -> Lineages.of(List.of(new Rewind(2, 14, 10, 10))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Lineages.of(List.of(new Rewind(1, 10, 10, 10))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Lineages.of(List.of(new Rewind(1, 14, 9, 10))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Lineages.of(List.of(new Rewind(1, 14, 10, 10), new Rewind(2, 17, 12, 12))))
                .as("an abandoned parent")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lineage 2 cannot begin at step 12 with version 17");
    }
}
