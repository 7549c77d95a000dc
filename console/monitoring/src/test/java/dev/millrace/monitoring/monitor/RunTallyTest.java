package dev.millrace.monitoring.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.testing.Groups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunTallyTest {

    private static final String GROUP = "run/0/1";
    private static final int SIZE = 3;

    private final RunTally tally = new RunTally(new RunId("run"));

    /** Nothing can be said of a group whose scorers all abstain: each trajectory goes, then the rest, which is nothing. */
    private static List<Drop> oneByOneThenTheGroup() {
        return List.of(
                drop("streams", false, DropReason.MISSING_SCORE, 0, 1, 2),
                drop("streams", true, DropReason.GROUP_TOO_SMALL));
    }

    private static Drop drop(String role, boolean whole, DropReason reason, int... indices) {
        return Drop.newBuilder()
                .setRunId("run")
                .setGroupId(GROUP)
                .setIndices(PackedInts.of(indices).bytes())
                .setWholeGroup(whole)
                .setReason(reason)
                .setDroppedBy(role)
                .setDroppedAt(Groups.SAMPLED)
                .build();
    }

    private void publish(String group) {
        Groups.random(group, SIZE, new Random(1)).getTrajectories().stream()
                .map(LoggedTrajectory::getTrajectory)
                .forEach(tally::add);
    }

    private RunSnapshot.Groups groups() {
        return tally.snapshot(Duration.ZERO, 0, 0).groups();
    }

    @Test
    void shouldNotCallAGroupOpenOnceAllOfItsTrajectoriesWereDropped() {
        // Given
        publish(GROUP);
        assertThat(groups().open()).isEqualTo(1);

        // When
        oneByOneThenTheGroup().forEach(tally::add);

        // Then
        assertThat(groups()).isEqualTo(new RunSnapshot.Groups(0, 0, Map.of("group_too_small", 1L)));
    }

    @Test
    void shouldNotCallItOpenIfTheDropsAreReadFirst() {
        // When
        oneByOneThenTheGroup().forEach(tally::add);
        publish(GROUP);

        // Then
        assertThat(groups().open()).isZero();
    }

    @Test
    void shouldNotCloseWhatAWorkerNeverPublished() {
        // Given
        publish("run/0/2");

        // When
        tally.add(drop("worker", true, DropReason.STALE));

        // Then
        assertThat(groups()).isEqualTo(new RunSnapshot.Groups(1, 0, Map.of("stale", 1L)));
    }
}
