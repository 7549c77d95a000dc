package dev.millrace.streams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupLedgerTest {

    @Test
    void shouldBeDoneWhenAllThatWasPublishedHasAnEnd() {
        GroupLedger ledger = GroupLedger.empty();
        ledger.publish(0, 2);
        ledger.settle(0);
        assertThat(ledger.isDone()).isFalse();

        ledger.settle(1);
        assertThat(ledger.isDone()).isFalse();
        ledger.publish(1, 2);

        assertThat(ledger.isDone()).isTrue();
    }

    @Test
    void shouldSeeWhatComesTwice() {
        GroupLedger ledger = GroupLedger.empty();

        assertThat(ledger.publish(3, 8)).isTrue();
        assertThat(ledger.publish(3, 8)).isFalse();
        assertThat(ledger.settle(3)).isTrue();
        assertThat(ledger.settle(3)).isFalse();
    }

    @Test
    void shouldBeTheSameAfterTheStore() {
        GroupLedger ledger = GroupLedger.empty();
        for (int i = 0; i < 70; i++) {
            ledger.publish(i, 70);
        }
        ledger.settle(69);

        GroupLedger read = GroupLedger.decode(ledger.encode());

        assertThat(read.encode()).isEqualTo(ledger.encode());
        assertThat(read.isPublished(0)).isTrue();
        assertThat(read.isSettled(68)).isFalse();
        assertThat(read.isSettled(69)).isTrue();
        assertThat(GroupLedger.decode(GroupLedger.empty().encode()).isDone()).isFalse();
    }
}
