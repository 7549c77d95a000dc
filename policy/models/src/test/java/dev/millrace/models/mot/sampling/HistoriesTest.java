package dev.millrace.models.mot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoriesTest {

    private static final long PADDING = 0;

    @Test
    void shouldBeginWithOneForEachPrompt() {
        Histories histories = Histories.begin(2, 4);

        assertThat(histories.count()).isEqualTo(2);
        assertThat(histories.open()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(histories.of(3)).isZero();
        assertThat(histories.of(4)).isEqualTo(1);
    }

    @Test
    void shouldPartWhereTokensDifferAndNotWherePromptsDo() {
        // Given
        Histories histories = Histories.begin(2, 3);

        // When the first prompt's sequences get two tokens, the second one's the same
        Histories.Step step = next(histories, new long[] {7, 9, 7, 7, 7, 7});

        // Then
        assertThat(step.parents().orElseThrow()).containsExactly(0, 0, 1);
        assertThat(step.tokens()).containsExactly(7, 9, 7);
        assertThat(step.histories().count()).isEqualTo(3);
        assertThat(step.histories().of(2)).isZero();
        assertThat(step.histories().of(1)).isEqualTo(1);
        assertThat(step.histories().of(5)).isEqualTo(2);
    }

    @Test
    void shouldKeepTheirPlacesWhileNonePartsOrFewHaveEnded() {
        // Given four histories of one sequence each
        Histories histories = Histories.begin(4, 1);

        // When the second one ends
        Histories.Step step = next(histories, new long[] {5, 6, 7, 8}, 1);

        // Then it stays where it is, and nothing is asked of it
        assertThat(step.parents()).isEqualTo(Optional.empty());
        assertThat(step.tokens()).containsExactly(5, PADDING, 7, 8);
        assertThat(step.histories().open()).containsExactly(0, 2, 3);
        assertThat(step.histories().of(3)).isEqualTo(3);
    }

    @Test
    void shouldLetGoOfThoseThatHaveEndedWhereTheyAreMany() {
        Histories histories = Histories.begin(4, 1);

        Histories.Step step = next(histories, new long[] {5, 6, 7, 8}, 1, 2);

        assertThat(step.parents().orElseThrow()).containsExactly(0, 3);
        assertThat(step.tokens()).containsExactly(5, 8);
        assertThat(step.histories().of(3)).isEqualTo(1);
    }

    @Test
    void shouldHoldNoneWhenAllHaveEnded() {
        Histories histories = Histories.begin(1, 2);

        Histories.Step step = next(histories, new long[] {5, 6}, 0, 1);

        assertThat(step.histories().open()).isEmpty();
        assertThat(step.histories().count()).isZero();
    }

    private static Histories.Step next(Histories histories, long[] tokens, int... ended) {
        boolean[] last = new boolean[tokens.length];
        for (int sequence : ended) {
            last[sequence] = true;
        }
        return histories.next(histories.open(), tokens, last, PADDING);
    }
}
