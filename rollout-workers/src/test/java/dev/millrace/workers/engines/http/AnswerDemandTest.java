package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerDemandTest {

    private int window = 8;
    private final AnswerDemand demand = new AnswerDemand(() -> window);

    @Test
    void shouldWantAnotherBatchBeforeTheWindowRunsDry() {
        AnswerDemand.OpenGroup first = demand.begin(8);
        AnswerDemand.OpenGroup second = demand.begin(8);
        boolean atFirst = demand.wantsAnother();
        first.settled(4);
        boolean whileFourWait = demand.wantsAnother();

        first.settled(1);

        assertThat(atFirst).isFalse();
        assertThat(whileFourWait).isFalse();
        assertThat(demand.wantsAnother()).isTrue();
        second.close();
        assertThat(demand.missing()).isEqualTo(3);
    }

    @Test
    void shouldForgetAGroupThatIsClosedHoweverManyAnswersItLacks() {
        try (AnswerDemand.OpenGroup group = demand.begin(100)) {
            group.settled(1);
        }

        assertThat(demand.missing()).isZero();
    }

    @Test
    void shouldWantNoneOfServersThatAreAllAway() {
        window = 0;

        assertThat(demand.wantsAnother()).isFalse();
    }
}
