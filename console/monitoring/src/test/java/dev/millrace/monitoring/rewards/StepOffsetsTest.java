package dev.millrace.monitoring.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepOffsetsTest {

    private final StepOffsets offsets = new StepOffsets();

    @Test
    void shouldGiveEachStepWhatLiesUpToItsEnd() {
        offsets.add(1, 8);
        offsets.add(2, 20);

        assertThat(offsets.stepOf(0)).hasValue(1);
        assertThat(offsets.stepOf(7)).hasValue(1);
        assertThat(offsets.stepOf(8)).hasValue(2);
        assertThat(offsets.stepOf(20)).isEmpty();
        assertThat(offsets.end()).isEqualTo(20);
    }

    @Test
    void shouldGiveToTheNextStepWhatTheLearnerTakesAnew() {
        offsets.add(1, 8);
        offsets.add(2, 16);
        offsets.add(3, 24);

        offsets.goneBack(1, 8);

        assertThat(offsets.stepOf(7)).hasValue(1);
        assertThat(offsets.stepOf(9)).isEmpty();
        assertThat(offsets.add(2, 12)).isFalse();
        assertThat(offsets.stepOf(9)).hasValue(2);
        assertThat(offsets.stepOf(13)).isEmpty();
    }

    @Test
    void shouldForgetARunOfTheSameNameBefore() {
        offsets.add(1, 8);
        offsets.add(2, 16);

        boolean anew = offsets.add(1, 30);

        assertThat(anew).isTrue();
        assertThat(offsets.stepOf(9)).isEmpty();
        assertThat(offsets.stepOf(16)).hasValue(1);
    }
}
