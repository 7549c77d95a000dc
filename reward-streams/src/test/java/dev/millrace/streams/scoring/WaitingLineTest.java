package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Trajectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingLineTest {

    private static final long PATIENCE = WaitingLine.PATIENCE.toNanos();

    @Test
    void shouldGiveAGroupToOneCallHoweverItsTrajectoriesCame() {
        // Given two groups whose trajectories come in turns
        WaitingLine line = new WaitingLine(4, true);
        for (int index = 0; index < 4; index++) {
            line.add(sample("demo/0/0", 4, index), 0);
            line.add(sample("demo/1/0", 4, index), 0);
        }

        // When / Then
        assertThat(ids(line.next(0))).containsExactly("demo/0/0#0", "demo/0/0#1", "demo/0/0#2", "demo/0/0#3");
        assertThat(ids(line.next(0))).containsExactly("demo/1/0#0", "demo/1/0#1", "demo/1/0#2", "demo/1/0#3");
        assertThat(line.isEmpty()).isTrue();
    }

    @Test
    void shouldWaitAShortWhileForTheRestOfAGroupAndLetOthersPass() {
        WaitingLine line = new WaitingLine(4, true);
        line.add(sample("demo/0/0", 4, 0), 0);
        line.add(sample("demo/1/0", 1, 0), 5);

        assertThat(ids(line.next(5))).containsExactly("demo/1/0#0");
        assertThat(line.next(PATIENCE - 1)).isEmpty();
        assertThat(line.moment()).isEqualTo(PATIENCE);
        assertThat(ids(line.next(PATIENCE))).containsExactly("demo/0/0#0");
    }

    @Test
    void shouldWaitForTheRestOfAGroupAsLongAsItGrows() {
        // Given a group of which one comes after another
        WaitingLine line = new WaitingLine(4, true);
        line.add(sample("demo/0/0", 4, 0), 0);
        line.add(sample("demo/0/0", 4, 1), PATIENCE - 1);

        // When / Then
        assertThat(line.next(PATIENCE)).isEmpty();
        assertThat(line.moment()).isEqualTo(2 * PATIENCE - 1);
    }

    @Test
    void shouldLetSomeGoHome() {
        WaitingLine line = new WaitingLine(8, false);
        group(line, "demo/0/0", 3, 3);
        group(line, "demo/0/1", 3, 2);

        assertThat(line.remove(sample -> !sample.id().toString().equals("demo/0/0#1")))
                .isEqualTo(4);
        assertThat(ids(line.clear())).containsExactly("demo/0/0#1");
    }

    @Test
    void shouldNotWaitWhereNobodyAddsToTheLine() {
        WaitingLine line = new WaitingLine(4, true);
        line.add(sample("demo/0/0", 4, 0), 0);
        line.complete(true);

        assertThat(line.next(0)).hasSize(1);
    }

    @Test
    void shouldNotWaitForAGroupThatFitsIntoNoCall() {
        WaitingLine line = new WaitingLine(4, false);
        for (int index = 0; index < 6; index++) {
            line.add(sample("demo/0/0", 8, index), 0);
        }

        assertThat(line.next(0)).hasSize(4);
        assertThat(line.next(0)).hasSize(2);
    }

    @Test
    void shouldFillACallWithWholeGroups() {
        // Given groups of three, three, one and three, the third of which is not whole
        WaitingLine line = new WaitingLine(8, false);
        group(line, "demo/0/0", 3, 3);
        group(line, "demo/0/1", 3, 3);
        group(line, "demo/0/2", 3, 1);
        group(line, "demo/0/3", 2, 2);
        group(line, "demo/0/4", 3, 3);

        // When / Then
        assertThat(ids(line.next(0)))
                .containsExactly(
                        "demo/0/0#0",
                        "demo/0/0#1",
                        "demo/0/0#2",
                        "demo/0/1#0",
                        "demo/0/1#1",
                        "demo/0/1#2",
                        "demo/0/3#0",
                        "demo/0/3#1");
        assertThat(ids(line.next(0))).containsExactly("demo/0/4#0", "demo/0/4#1", "demo/0/4#2");
        assertThat(line.size()).isEqualTo(1);
    }

    @Test
    void shouldLetAllGoHome() {
        WaitingLine line = new WaitingLine(8, false);
        group(line, "demo/0/0", 3, 3);
        group(line, "demo/0/1", 3, 2);

        assertThat(line.clear()).hasSize(5);
        assertThat(line.isEmpty()).isTrue();
        assertThat(line.moment()).isEqualTo(Long.MAX_VALUE);
    }

    private static void group(WaitingLine line, String group, int size, int come) {
        for (int index = 0; index < come; index++) {
            line.add(sample(group, size, index), 0);
        }
    }

    private static Sample sample(String group, int size, int index) {
        return Sample.of(Trajectory.newBuilder(Samples.trajectory(index, "x", null))
                .setGroupId(group)
                .setGroupSize(size)
                .build());
    }

    private static List<String> ids(List<Sample> samples) {
        return samples.stream().map(sample -> sample.id().toString()).toList();
    }
}
