package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.RunId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordCountsTest {

    private static final TopicPartition PARTITION = new TopicPartition("experience", 0);

    private final RecordCounts counts = new RecordCounts(new RunId("demo"));

    @Test
    void shouldNotCountTheEndsOfTransactions() {
        // Given
        counts.begin(PARTITION, 0);
        for (long offset : new long[] {0, 1, 2, 4, 5, 8}) {
            read("demo/0/" + offset, offset);
        }

        // When
        counts.reached(PARTITION, 10);

        // Then
        assertThat(counts.between(PARTITION, 9, 10))
                .as("at rest, before the last mark")
                .isZero();
        assertThat(counts.between(PARTITION, 10, 10)).isZero();
        assertThat(counts.between(PARTITION, 3, 10)).isEqualTo(3);
        assertThat(counts.between(PARTITION, 7, 10)).as("from within a hole").isEqualTo(1);
        assertThat(counts.between(PARTITION, 0, 10)).isEqualTo(6);
    }

    @Test
    void shouldTakeEachOffsetForARecordWhereItKnowsNothing() {
        // Given
        counts.begin(PARTITION, 100);
        read("demo/0/9", 100);
        read("demo/0/10", 102);

        // When / Then
        assertThat(counts.between(PARTITION, 90, 103)).isEqualTo(12);
        assertThat(counts.between(PARTITION, 102, 110)).as("not read yet").isEqualTo(8);
        assertThat(counts.between(new TopicPartition("prompts", 0), 3, 7)).isEqualTo(4);
        assertThat(counts.between(PARTITION, 7, 3)).isZero();
    }

    @Test
    void shouldNotCountTheRecordsOfOtherRuns() {
        // Given
        counts.begin(PARTITION, 0);
        read("demo/0/1", 0);
        for (long offset = 1; offset < 8; offset++) {
            read("other/0/" + offset, offset);
        }
        read("demo/0/2", 8);
        read("other/0/9", 9);

        // When
        counts.reached(PARTITION, 11);

        // Then
        assertThat(counts.between(PARTITION, 0, 11)).isEqualTo(2);
        assertThat(counts.between(PARTITION, 4, 11)).as("from within those").isEqualTo(1);
        assertThat(counts.between(PARTITION, 9, 11)).isZero();
    }

    @Test
    void shouldCountARecordThatMayBeOfAnyRun() {
        // Given
        counts.begin(PARTITION, 0);

        // When
        read("no group at all", 0);

        // Then
        assertThat(counts.between(PARTITION, 0, 1)).isEqualTo(1);
    }

    @Test
    void shouldForgetTheOldestHoles() {
        // Given
        counts.begin(PARTITION, 0);
        long all = RecordCounts.MOST_HOLES + 10L;

        // When
        for (long i = 0; i < all; i++) {
            read("demo/0/" + i, 2 * i + 1);
        }

        // Then
        assertThat(counts.between(PARTITION, 0, 2 * all)).isEqualTo(all + 10);
    }

    private void read(String key, long offset) {
        counts.add(new ConsumerRecord<>(
                PARTITION.topic(), PARTITION.partition(), offset, key.getBytes(StandardCharsets.UTF_8), new byte[0]));
    }
}
