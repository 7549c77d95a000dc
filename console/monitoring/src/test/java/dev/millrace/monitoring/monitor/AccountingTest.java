package dev.millrace.monitoring.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.metrics.TrajectoryEnd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class AccountingTest {

    private static final TrajectoryEnd TRAINED = new TrajectoryEnd("trained", 0, 4);

    private final Accounting accounting = new Accounting();

    private static TrajectoryEnd dropped(String reason) {
        return TrajectoryEnd.lasting("dropped/" + reason);
    }

    private static TrajectoryId id(int group, int index) {
        return new TrajectoryId(new GroupId("run/0/" + group), index);
    }

    private void publish(int group, int size) {
        for (int index = 0; index < size; index++) {
            accounting.published(id(group, index), size);
        }
    }

    @Test
    void shouldCountEveryTrajectoryInOneState() {
        // Given
        publish(1, 4);
        publish(2, 4);

        // When
        accounting.settled(id(1, 0), TRAINED);
        accounting.settled(id(1, 1), TRAINED);
        accounting.settled(id(1, 3), TRAINED);
        accounting.settled(id(1, 2), dropped("missing_score"));

        // Then
        assertThat(accounting.totals()).isEqualTo(new Totals(8, 3, 4, Map.of("missing_score", 1L), 0, 0));
        assertThat(accounting.totals().imbalance()).isZero();
    }

    @Test
    void shouldCountARepublishedTrajectoryOnce() {
        // Given
        publish(1, 2);

        // When
        publish(1, 2);

        // Then
        assertThat(accounting.totals().published()).isEqualTo(2);
        assertThat(accounting.totals().pending()).isEqualTo(2);
    }

    @Test
    void shouldSeeATrajectoryThatIsTrainedTwice() {
        // Given
        publish(1, 2);
        accounting.settled(id(1, 0), TRAINED);

        // When
        accounting.settled(id(1, 0), TRAINED);

        // Then
        assertThat(accounting.totals().trained()).isEqualTo(1);
        assertThat(accounting.totals().imbalance()).isEqualTo(1);
    }

    @Test
    void shouldSeeATrajectoryThatIsTrainedAndDroppedAfterItsGroupWasSettled() {
        // Given
        publish(1, 2);
        accounting.settled(id(1, 0), TRAINED);
        accounting.settled(id(1, 1), TRAINED);

        // When
        accounting.settled(id(1, 1), dropped("stale"));

        // Then
        assertThat(accounting.totals().doubled()).isEqualTo(1);
        assertThat(accounting.totals().dropped()).isEmpty();
    }

    @Test
    void shouldSeeATrajectoryThatIsTrainedButWasNeverPublished() {
        // When
        accounting.settled(id(1, 0), TRAINED);

        // Then
        assertThat(accounting.totals().imbalance()).isEqualTo(1);
    }

    @Test
    void shouldForgetTheTrajectoriesOfSettledGroups() {
        // When
        for (int group = 0; group < Accounting.REMEMBERED + 10; group++) {
            publish(group, 1);
            accounting.settled(id(group, 0), TRAINED);
        }

        // Then
        assertThat(accounting.totals().trained()).isEqualTo(Accounting.REMEMBERED + 10);
        assertThat(accounting.totals().imbalance()).isZero();
    }

    @Test
    void shouldTakeBackWhatAbandonedStepsDid() {
        // Given a group that was settled by step 4, and one of which it dropped a trajectory
        publish(1, 2);
        publish(2, 2);
        accounting.settled(id(1, 0), TRAINED);
        accounting.settled(id(1, 1), TRAINED);
        accounting.settled(id(2, 0), new TrajectoryEnd("dropped/stale", 0, 4));

        // When the learner goes back to step 3, and trains all in its new lineage
        accounting.rewound(new Rewind(1, 5, 3, 3));
        Totals between = accounting.totals();
        for (int group = 1; group <= 2; group++) {
            accounting.settled(id(group, 0), new TrajectoryEnd("trained", 1, 6));
            accounting.settled(id(group, 1), new TrajectoryEnd("trained", 1, 6));
        }
        accounting.settled(id(2, 1), new TrajectoryEnd("dropped/stale", 0, 4)); // a late word of the abandoned step

        // Then
        assertThat(between).isEqualTo(new Totals(4, 0, 4, Map.of(), 0, 0, 3));
        assertThat(accounting.totals()).isEqualTo(new Totals(4, 4, 0, Map.of(), 0, 0, 4));
    }

    @RepeatedTest(20)
    void shouldGiveTheSameTotalsInAnyOrder(RepetitionInfo repetition) {
        // Given
        long seed = repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Consumer<Accounting>> events = new ArrayList<>();
        int trained = 0;
        int dropped = 0;
        for (int group = 0; group < 30; group++) {
            for (int index = 0; index < 8; index++) {
                TrajectoryId id = id(group, index);
                events.add(to -> to.published(id, 8));
                int fate = random.nextInt(3);
                if (fate == 0) {
                    events.add(to -> to.settled(id, TRAINED));
                    trained++;
                } else if (fate == 1) {
                    events.add(to -> to.settled(id, dropped("stale")));
                    dropped++;
                }
            }
        }

        // When
        Collections.shuffle(events, random);
        events.forEach(event -> event.accept(accounting));

        // Then
        assertThat(accounting.totals())
                .as("seed %d", seed)
                .isEqualTo(new Totals(240, trained, 240 - trained - dropped, Map.of("stale", (long) dropped), 0, 0));
    }
}
