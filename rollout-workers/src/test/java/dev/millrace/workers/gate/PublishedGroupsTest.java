package dev.millrace.workers.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PublishedGroupsTest {

    private static final TopicPartition ZERO = new TopicPartition("prompts", 0);
    private static final TopicPartition ONE = new TopicPartition("prompts", 1);

    @Test
    void shouldSumTheCountsThatWereCommittedWithTheOffsets() {
        PublishedGroups groups = new PublishedGroups(() ->
                Map.of(ZERO, new PartitionProgress(100, 7).toCommit(), ONE, new PartitionProgress(3, 2).toCommit()));

        assertThat(groups.total()).isEqualTo(9);
    }

    @Test
    void shouldCountItsOwnCommitBeforeOthersSeeIt() {
        PublishedGroups groups = new PublishedGroups(() ->
                Map.of(ZERO, new PartitionProgress(100, 7).toCommit(), ONE, new PartitionProgress(3, 2).toCommit()));

        groups.committed(Map.of(ZERO, new PartitionProgress(104, 11)));

        assertThat(groups.total()).isEqualTo(13);
    }

    @Test
    void shouldCountNothingForAnOffsetThatWasSetByHand() {
        PublishedGroups groups = new PublishedGroups(() -> Map.of(ZERO, new OffsetAndMetadata(100)));

        assertThat(groups.total()).isZero();
    }
}
