package dev.millrace.streams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Rewind;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupLedgerTest {

    private static final TrajectoryEnd TRAINED = new TrajectoryEnd(FigureNames.TRAINED, 0, 4);
    private static final TrajectoryEnd AGAIN = new TrajectoryEnd(FigureNames.TRAINED, 1, 7);
    private static final TrajectoryEnd STALE = TrajectoryEnd.lasting(FigureNames.DROPPED + "stale");

    @Test
    void shouldBeDoneWhenAllThatWasPublishedHasAnEnd() {
        GroupLedger ledger = GroupLedger.empty();
        ledger.publish(0, 2);
        ledger.settle(0, TRAINED, 0);
        assertThat(ledger.isDone()).isFalse();

        ledger.settle(1, TRAINED, 0);
        assertThat(ledger.isDone()).isFalse();
        ledger.publish(1, 2);

        assertThat(ledger.isDone()).isTrue();
    }

    @Test
    void shouldSeeWhatComesTwice() {
        GroupLedger ledger = GroupLedger.empty();

        assertThat(ledger.publish(3, 8)).isTrue();
        assertThat(ledger.publish(3, 8)).isFalse();
        assertThat(ledger.settle(3, TRAINED, 0).counts()).isTrue();
        assertThat(ledger.settle(3, TRAINED, 0).counts()).isFalse();
    }

    @Test
    void shouldTakeBackWhatAnAbandonedStepGave() {
        // Given two trajectories, one of them trained by step 4
        GroupLedger ledger = GroupLedger.empty();
        ledger.publish(0, 2);
        ledger.publish(1, 2);
        ledger.settle(0, TRAINED, 0);
        ledger.settle(1, STALE, 0);

        // When the learner goes back to step 3
        Map<TrajectoryEnd, BitSet> abandoned = ledger.abandon(new Rewind(1, 6, 3, 3));

        // Then that one is pending again, and may be trained once more
        assertThat(abandoned).containsOnlyKeys(TRAINED);
        assertThat(ledger.pending()).isEqualTo(1);
        assertThat(ledger.settle(0, AGAIN, 1).counts()).isTrue();
        assertThat(ledger.isDone()).isTrue();
        assertThat(ledger.abandon(new Rewind(1, 6, 3, 3))).isEmpty();
    }

    @Test
    void shouldLetALineageThatIsNotKnownYetReplaceAnEnd() {
        GroupLedger ledger = GroupLedger.empty();
        ledger.publish(0, 1);
        ledger.settle(0, TRAINED, 0);

        assertThat(ledger.settle(0, AGAIN, 0)).isEqualTo(new GroupLedger.Settled(true, TRAINED));
        assertThat(ledger.settle(0, AGAIN, 0).counts()).as("the same once more").isFalse();
    }

    @Test
    void shouldSeeWhatALaterLineageTrainsThoughItGoesOnFromIt() {
        // Given an end of a step that the known rewind did not abandon
        GroupLedger ledger = GroupLedger.empty();
        ledger.publish(0, 1);
        ledger.settle(0, TRAINED, 0);
        ledger.abandon(new Rewind(1, 6, 5, 5));

        assertThat(ledger.settle(0, AGAIN, 1).counts()).isFalse();
    }

    @Test
    void shouldBeTheSameAfterTheStore() {
        GroupLedger ledger = GroupLedger.empty();
        for (int i = 0; i < 70; i++) {
            ledger.publish(i, 70);
        }
        ledger.settle(69, TRAINED, 0);

        GroupLedger read = GroupLedger.decode(ledger.encode());

        assertThat(read.encode()).isEqualTo(ledger.encode());
        assertThat(read.isPublished(0)).isTrue();
        assertThat(read.isSettled(68)).isFalse();
        assertThat(read.isSettled(69)).isTrue();
        assertThat(GroupLedger.decode(GroupLedger.empty().encode()).isDone()).isFalse();
    }
}
