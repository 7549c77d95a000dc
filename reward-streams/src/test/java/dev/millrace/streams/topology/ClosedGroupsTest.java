package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.assembly.ClosedGroup;
import dev.millrace.streams.assembly.IndexSet;
import dev.millrace.streams.reward.OutputKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class ClosedGroupsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration RETENTION = Duration.ofMinutes(10);
    private static final GroupId FIRST = new GroupId("run/0/1");
    private static final GroupId SECOND = new GroupId("run/0/2");

    private final KeyValueStore<Bytes, byte[]> written =
            Stores.inMemoryKeyValueStore("closed").get();
    private final ClosedGroups groups = new ClosedGroups(written, RETENTION);

    @Test
    void shouldWriteWhatClosedBetweenTwoCommitsAsOneRecord() {
        // Given
        groups.remember(FIRST, closed(NOW, 0, 1));
        groups.remember(SECOND, closed(NOW.plusMillis(5), 0));

        // When
        groups.flushCache();

        // Then
        assertThat(written.approximateNumEntries()).isEqualTo(1);
        groups.flushCache();
        assertThat(written.approximateNumEntries()).isEqualTo(1);
    }

    @Test
    void shouldPartWhatIsTooMuchForOneRecord() {
        // Given
        IntStream.range(0, 2_000)
                .forEach(i -> groups.remember(new GroupId("run/0/" + i + "/" + "x".repeat(200)), closed(NOW, 0)));

        // When
        groups.flushCache();

        // Then
        try (var all = written.all()) {
            all.forEachRemaining(entry -> assertThat(entry.value).hasSizeLessThan(512 * 1024));
        }
        assertThat(restored().get(new GroupId("run/0/1999/" + "x".repeat(200)))).isNotNull();
    }

    @Test
    void shouldKnowWhatWasRestored() {
        // Given
        groups.remember(FIRST, closed(NOW, 0, 1));
        groups.remember(SECOND, closed(NOW, 7));
        groups.flushCache();

        // When
        ClosedGroups anew = restored();

        // Then
        assertThat(anew.get(FIRST)).isEqualTo(closed(NOW, 0, 1));
        assertThat(anew.get(SECOND)).isEqualTo(closed(NOW, 7));
        assertThat(anew.get(new GroupId("run/0/3"))).isNull();
    }

    @Test
    void shouldForgetWhatWasNotWrittenWhenItsTaskIsGivenUp() {
        // Given
        groups.remember(FIRST, closed(NOW, 0));
        groups.flushCache();
        groups.remember(SECOND, closed(NOW, 0));

        // When
        groups.clearCache();

        // Then
        assertThat(groups.get(FIRST)).isNotNull();
        assertThat(groups.get(SECOND)).isNull();
        groups.flushCache();
        assertThat(written.approximateNumEntries()).isEqualTo(1);
    }

    /** The later record would take the key of the earlier one, and stand before it. */
    @Test
    void shouldKeepWhatBecameKnownLaterBesideWhatElseClosedWithItsGroup() {
        // Given
        groups.remember(FIRST, closed(NOW, 0));
        groups.flushCache();
        groups.remember(FIRST, closed(NOW, 0, 3));
        groups.flushCache();
        groups.remember(SECOND, closed(NOW, 0));
        groups.remember(FIRST, closed(NOW, 0, 3, 5));
        groups.flushCache();

        // When
        ClosedGroups anew = restored();

        // Then
        assertThat(anew.get(FIRST)).isEqualTo(closed(NOW, 0, 3, 5));
        assertThat(anew.get(SECOND)).isEqualTo(closed(NOW, 0));
    }

    @Test
    void shouldForgetGroupsInTime() {
        // Given
        groups.remember(FIRST, closed(NOW, 0));
        groups.flushCache();
        groups.remember(SECOND, closed(NOW.plusSeconds(5), 0));
        groups.flushCache();

        // When
        List<GroupId> elsewhere = groups.forgetExpired(NOW.plus(RETENTION), 10);

        // Then
        assertThat(elsewhere).isEmpty();
        assertThat(groups.get(FIRST)).isNull();
        assertThat(groups.get(SECOND)).isNotNull();
        assertThat(written.approximateNumEntries()).isEqualTo(1);
    }

    @Test
    void shouldSayWhichGroupsAnOlderVersionHoldsElsewhere() {
        // Given
        written.put(new TimeOrderedKey(NOW, FIRST).bytes(), new byte[0]);

        // When
        List<GroupId> elsewhere = groups.forgetExpired(NOW, 10);

        // Then
        assertThat(elsewhere).containsExactly(FIRST);
        assertThat(written.approximateNumEntries()).isZero();
    }

    private ClosedGroups restored() {
        return new ClosedGroups(written, RETENTION);
    }

    private static ClosedGroup closed(Instant at, Integer... accounted) {
        return new ClosedGroup(at, IndexSet.of(List.of(accounted)), OutputKind.TEXT);
    }
}
