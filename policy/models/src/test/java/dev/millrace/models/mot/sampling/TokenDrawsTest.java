package dev.millrace.models.mot.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.sampling.TokenDraws;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TokenDrawsTest {

    @Test
    void shouldSpreadEvenlyOverSeedsIndicesAndPositions() {
        // Given
        int[] bins = new int[10];
        double sum = 0;

        // When
        for (int seed = 0; seed < 20; seed++) {
            for (int index = 0; index < 50; index++) {
                for (int position = 0; position < 50; position++) {
                    float draw = TokenDraws.uniform(seed, index, position);
                    bins[(int) (draw * 10)]++;
                    sum += draw;
                }
            }
        }

        // Then
        assertThat(sum / 50_000).isCloseTo(0.5, within(0.005));
        assertThat(Arrays.stream(bins).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(4_700, 5_300));
    }

    @Test
    void shouldKeepItsNumbersForEver() {
        // Then a logged rollout can be drawn again by any later version; the numbers were computed apart from this code
        assertThat(TokenDraws.uniform(1, 2, 3)).isEqualTo(4727507 * 0x1p-24f);
        assertThat(TokenDraws.uniform(42, 0, 0)).isEqualTo(7318011 * 0x1p-24f);
    }
}
