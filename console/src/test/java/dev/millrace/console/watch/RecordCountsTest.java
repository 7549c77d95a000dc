package dev.millrace.console.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordCountsTest {

    private static final TopicPartition PARTITION = new TopicPartition("experience", 0);

    private final RecordCounts counts = new RecordCounts();

    @Test
    void shouldNotCountTheEndsOfTransactions() {
        // Given
        counts.begin(PARTITION, 0);
        for (long offset : new long[] {0, 1, 2, 4, 5, 8}) {
            counts.add(PARTITION, offset);
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
        counts.add(PARTITION, 100);
        counts.add(PARTITION, 102);

        // When / Then
        assertThat(counts.between(PARTITION, 90, 103)).isEqualTo(12);
        assertThat(counts.between(PARTITION, 102, 110)).as("not read yet").isEqualTo(8);
        assertThat(counts.between(new TopicPartition("prompts", 0), 3, 7)).isEqualTo(4);
        assertThat(counts.between(PARTITION, 7, 3)).isZero();
    }

    @Test
    void shouldForgetTheOldestHoles() {
        // Given
        counts.begin(PARTITION, 0);
        long all = RecordCounts.MOST_HOLES + 10L;

        // When
        for (long i = 0; i < all; i++) {
            counts.add(PARTITION, 2 * i + 1);
        }

        // Then
        assertThat(counts.between(PARTITION, 0, 2 * all)).isEqualTo(all + 10);
    }
}
