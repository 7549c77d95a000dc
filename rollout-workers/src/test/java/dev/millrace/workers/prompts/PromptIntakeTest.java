package dev.millrace.workers.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.workers.Samples;
import dev.millrace.workers.gate.PartitionProgress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptIntakeTest {

    private static final TopicPartition ZERO = new TopicPartition(Samples.TOPICS.prompts(), 0);
    private static final TopicPartition ONE = new TopicPartition(Samples.TOPICS.prompts(), 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final PromptIntake intake = new PromptIntake(() -> consumer, Samples.reader(), Samples.TOPICS.prompts());

    @BeforeEach
    void join() {
        intake.open();
        consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
        consumer.rebalance(List.of(ZERO, ONE));
    }

    @Test
    void shouldCommitUpToTheFirstPromptThatStillWaits() {
        add(ZERO, 0, "r");
        add(ZERO, 1, "r");
        intake.poll(Duration.ZERO, 8);

        PromptBatch batch = intake.take(1);

        assertThat(batch.prompts()).extracting(ConsumedPrompt::group).containsExactly(group(0, 0));
        assertThat(next(batch)).containsExactly(Map.entry(ZERO, 1L));
        assertThat(intake.waiting()).isEqualTo(1);
    }

    @Test
    void shouldPassOverPromptsOfOtherRunsAndCountOnlyWhatIsPublished() {
        add(ZERO, 0, "another");
        add(ZERO, 1, "r");
        add(ZERO, 2, "another");
        consumer.addRecord(Samples.record(1, 0, "no prompt".getBytes(StandardCharsets.UTF_8)));
        intake.poll(Duration.ZERO, 8);

        PromptBatch batch = intake.take(8);

        assertThat(batch.prompts()).hasSize(2);
        assertThat(intake.progress(batch, Set.of(group(0, 1))))
                .isEqualTo(Map.of(ZERO, new PartitionProgress(3, 1), ONE, new PartitionProgress(1, 0)));
    }

    @Test
    void shouldSayWhenThereIsOnlySomethingToPassOver() {
        add(ZERO, 0, "another");
        intake.poll(Duration.ZERO, 8);

        assertThat(intake.onlyPassedOver()).isTrue();
        assertThat(next(intake.take(0))).containsExactly(Map.entry(ZERO, 1L));
        assertThat(intake.onlyPassedOver()).isFalse();
    }

    @Test
    void shouldLiveWithAPartitionThatIsTakenAwayWhileItIsResumed() {
        // Given a consumer whose background thread is quicker
        MockConsumer<byte[], byte[]> racing = new MockConsumer<>("none") {
            @Override
            public synchronized void resume(Collection<TopicPartition> partitions) {
                throw new IllegalStateException("No current assignment for partition prompts-0");
            }
        };
        PromptIntake other = new PromptIntake(() -> racing, Samples.reader(), Samples.TOPICS.prompts());

        // When
        other.open();
        other.poll(Duration.ZERO, 8);

        // Then
        assertThat(other.waiting()).isZero();
    }

    @Test
    void shouldReadAgainWhatWasNotCommitted() {
        add(ZERO, 0, "r");
        add(ZERO, 1, "r");
        intake.poll(Duration.ZERO, 8);
        intake.take(2);
        consumer.commitSync(Map.of(ZERO, new PartitionProgress(1, 1).toCommit()));

        intake.rewind();
        add(ZERO, 1, "r");
        intake.poll(Duration.ZERO, 8);
        PromptBatch again = intake.take(8);

        assertThat(again.prompts()).extracting(ConsumedPrompt::group).containsExactly(group(0, 1));
        assertThat(intake.progress(again, Set.of(group(0, 1)))).containsEntry(ZERO, new PartitionProgress(2, 2));
    }

    @Test
    void shouldForgetPromptsOfPartitionsThatAreTakenAway() {
        add(ZERO, 0, "r");
        add(ONE, 0, "r");
        intake.poll(Duration.ZERO, 8);

        consumer.rebalance(List.of(ONE));

        assertThat(intake.take(8).prompts()).extracting(ConsumedPrompt::group).containsExactly(group(1, 0));
    }

    @Test
    void shouldFetchNoMoreThanIsWanted() {
        add(ZERO, 0, "r");
        intake.poll(Duration.ZERO, 1);

        intake.poll(Duration.ZERO, 1);

        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
    }

    private void add(TopicPartition partition, long offset, String run) {
        consumer.addRecord(
                Samples.record(partition.partition(), offset, Samples.prompt(run, "p" + partition + offset)));
    }

    private static Map<TopicPartition, Long> next(PromptBatch batch) {
        return batch.ends().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue()
                .next()));
    }

    private static GroupId group(int partition, long offset) {
        return GroupId.of(Samples.RUN, partition, offset);
    }
}
