package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private static final long MILLI = 1_000_000;

    private final AtomicLong time = new AtomicLong();
    private final CommitPace pace = new CommitPace(0.5, time::get);

    @Test
    void shouldCommitAtOnceWhereRecordsAreFew() {
        // Given
        records(1, 1);

        // When
        records(4, 48 * MILLI);

        // Then
        assertThat(pace.isDue(0)).isTrue();
    }

    @Test
    void shouldLeaveItToTheIntervalWhereRecordsFollowUponEachOther() {
        // Given
        records(1, 1);

        // When
        records(400, MILLI / 4);

        // Then
        assertThat(pace.isDue(0)).isFalse();
    }

    @Test
    void shouldNotCommitRightAfterACommitOfABusyTime() {
        // Given
        records(400, MILLI / 4);
        pace.committing();
        time.addAndGet(15 * MILLI);

        // When
        records(2, MILLI / 4);

        // Then
        assertThat(pace.isDue(0)).isFalse();
    }

    @Test
    void shouldKnowThatItWasBusyHoweverLongItsTasksTakeToWrite() {
        // Given
        records(400, MILLI / 4);
        pace.committing();
        time.addAndGet(5 * MILLI);
        pace.committing();

        // When
        records(2, MILLI / 4);

        // Then
        assertThat(pace.isDue(0)).isFalse();
    }

    @Test
    void shouldForgetThatItWasBusyWhenItCommitsWithoutARecord() {
        // Given
        records(400, MILLI / 4);
        pace.committing();
        time.addAndGet(1_000 * MILLI);
        pace.committing();

        // When
        records(2, MILLI / 4);

        // Then
        assertThat(pace.isDue(0)).isTrue();
    }

    @Test
    void shouldCommitAtOnceAgainOnceItHasCaughtUp() {
        // Given
        records(400, MILLI / 4);
        pace.committing();
        records(2, 40 * MILLI);

        // When
        pace.committing();
        records(2, 40 * MILLI);

        // Then
        assertThat(pace.isDue(0)).isTrue();
    }

    @Test
    void shouldLeaveItToTheIntervalWhereOldRecordsAreRead() {
        // Given
        records(1, 1);

        // When
        records(4, 48 * MILLI);

        // Then
        assertThat(pace.isDue(60_000)).isFalse();
    }

    /** Of a writer whose clock is behind by 300 ms. */
    @Test
    void shouldLeaveItToTheIntervalWhereRecordsHaveWaitedForCommits() {
        // Given
        records(4, 48 * MILLI);
        assertThat(pace.isDue(305)).isTrue();

        // When, Then
        records(4, 48 * MILLI);
        assertThat(pace.isDue(520)).isFalse();
        assertThat(pace.isDue(330)).isTrue();
    }

    @Test
    void shouldForgetHowYoungRecordsWereLongAgo() {
        // Given a clock that was set back by half a second
        records(4, 48 * MILLI);
        assertThat(pace.isDue(5)).isTrue();

        // When
        for (int minute = 0; minute < 3; minute++) {
            records(1, 61_000 * MILLI);
            pace.isDue(500);
        }

        // Then
        assertThat(pace.isDue(510)).isTrue();
    }

    @Test
    void shouldNeverOrAlwaysCommitAtOnceWhereThatIsAsked() {
        // Given
        CommitPace never = new CommitPace(0, time::get);
        CommitPace always = new CommitPace(1, time::get);

        // When
        time.addAndGet(1_000 * MILLI);

        // Then
        assertThat(never.isDue(0)).isFalse();
        assertThat(always.isDue(0)).isTrue();
    }

    private void records(int count, long apart) {
        for (int i = 0; i < count; i++) {
            time.addAndGet(apart);
            pace.record();
        }
    }
}
