package dev.millrace.workers.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StalenessGateTest {

    @Test
    void shouldGiveTheCapacityOfTheVector() {
        // E11: eta=4, v=2, B=8, accepted=50, running=3, maxconc=10 gives 3.
        StalenessGate gate = new StalenessGate(4, 8, 10);

        assertThat(gate.capacity(new GateReading(50, 0, 2 * 8, 3, 0))).isEqualTo(3);
    }

    @Test
    void shouldBeBoundByWhatRuns() {
        StalenessGate gate = new StalenessGate(4, 8, 10);

        assertThat(gate.capacity(new GateReading(0, 0, 0, 3, 0))).isEqualTo(7);
    }

    @Test
    void shouldCloseWhenTheBudgetIsUsedUpAndNeverBeNegative() {
        StalenessGate gate = new StalenessGate(0, 4, 100);

        assertThat(gate.capacity(new GateReading(3, 0, 0, 0, 0))).isEqualTo(1);
        assertThat(gate.capacity(new GateReading(4, 0, 0, 0, 0))).isZero();
        assertThat(gate.capacity(new GateReading(9, 0, 0, 0, 0))).isZero();
    }

    @Test
    void shouldOpenByWhatIsSettledOrDropped() {
        StalenessGate gate = new StalenessGate(0, 4, 100);

        assertThat(gate.capacity(new GateReading(4, 1, 0, 0, 0))).isEqualTo(1);
        assertThat(gate.capacity(new GateReading(8, 1, 4, 0, 0))).isEqualTo(1);
    }

    @Test
    void shouldLeaveTheLearnerABatchWhateverIsDropped() {
        StalenessGate gate = new StalenessGate(2, 8, 100);
        long published = 0;
        long dropped = 0;
        for (int step = 0; step < 50; step++) {
            int admitted = gate.capacity(new GateReading(published, dropped, 8L * step, 0, 0));
            published += admitted;
            dropped += admitted / 3;
            assertThat(published - dropped - 8L * step).isBetween(8L, gate.budget());
        }
    }

    @Test
    void shouldNameTheSettingThatIsOutOfRange() {
        assertThatThrownBy(() -> new StalenessGate(-1, 8, 1)).hasMessageStartingWith("max_staleness");
        assertThatThrownBy(() -> new StalenessGate(0, 0, 1)).hasMessageStartingWith("batch_groups");
        assertThatThrownBy(() -> new StalenessGate(0, 1, 0)).hasMessageStartingWith("max_concurrent");
    }
}
