package dev.millrace.policy.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmupCosineTest {

    @ParameterizedTest
    @CsvSource({"0, 0.1", "9, 1", "10, 1", "60, 0.6", "110, 0.2", "5000, 0.2"})
    void shouldRiseThenFallToItsFloor(long step, double rate) {
        // Given
        WarmupCosine schedule = new WarmupCosine(1, 0.2, 10, 110);

        // Then
        assertThat(schedule.at(step)).isCloseTo(rate, within(1e-12));
    }

    @Test
    void shouldBeginAtItsBaseWithoutWarmUp() {
        assertThat(new WarmupCosine(3e-4, 0, 0, 10).at(0)).isEqualTo(3e-4);
    }

    @Test
    void shouldRefuseAWarmUpBeyondTheEnd() {
        assertThatThrownBy(() -> new WarmupCosine(1, 0, 10, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warmupSteps 10, totalSteps 10");
    }
}
