package dev.millrace.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.workers.gate.PartitionProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class SamplingLoopTest {

    private static final int BATCH_GROUPS = LoopUnderTest.BUDGET;

    private final LoopUnderTest loop =
            new LoopUnderTest(Samples.SeededPolicy::new, Optional.empty()).join(LoopUnderTest.ZERO);

    @Test
    void shouldPublishOneBatchPerTransactionWithItsOffsets() {
        loop.add(LoopUnderTest.ZERO, 0, 4);

        loop.step();
        loop.step();

        assertThat(loop.producers.get(0).commitCount()).isEqualTo(2);
        assertThat(loop.groups(0)).containsExactly("r/0/0", "r/0/1", "r/0/2", "r/0/3");
        assertThat(loop.producers.get(0).consumerGroupOffsetsHistory())
                .extracting(offsets -> offsets.values().iterator().next().get(LoopUnderTest.ZERO))
                .containsExactly(new PartitionProgress(2, 2).toCommit(), new PartitionProgress(4, 4).toCommit());
    }

    @Test
    void shouldSampleTheSameGroupsAgainAfterAnAbort() {
        loop.producers.get(0).commitTransactionException = new KafkaException("connection lost");
        loop.add(LoopUnderTest.ZERO, 0, 2);
        loop.step();

        loop.add(LoopUnderTest.ZERO, 0, 2);
        loop.step();

        assertThat(loop.groups(0)).isEmpty();
        assertThat(loop.groups(1)).containsExactly("r/0/0", "r/0/1");
        assertThat(loop.producers.get(1).consumerGroupOffsetsHistory())
                .extracting(offsets -> offsets.values().iterator().next().get(LoopUnderTest.ZERO))
                .containsExactly(new PartitionProgress(2, 2).toCommit());
        assertThat(loop.metrics.groups()).isEqualTo(2);
    }

    @Test
    void shouldJoinItsGroupAnewWhenItsConsumerLearnsOfNoOffsets() {
        // Given a transaction that failed, and a consumer that has lost its question for offsets
        loop.producers.get(0).commitTransactionException = new KafkaException("connection lost");
        loop.add(LoopUnderTest.ZERO, 0, 2);
        loop.step();
        loop.loseAnswers();

        // When
        loop.step();
        loop.join(LoopUnderTest.ZERO);
        loop.add(LoopUnderTest.ZERO, 0, 2);
        loop.step();

        // Then
        assertThat(loop.groups()).containsExactly("r/0/0", "r/0/1");
    }

    @Test
    void shouldWaitAtTheGateAndGoOnWhenTheLearnerSettles() {
        loop.add(LoopUnderTest.ZERO, 0, 8);
        loop.step();
        loop.step();
        loop.step();
        List<String> whenClosed = loop.groups(0);
        loop.settled = 2;

        loop.step();

        assertThat(whenClosed).hasSize(BATCH_GROUPS);
        assertThat(loop.groups(0)).hasSize(BATCH_GROUPS + 2);
        assertThat(loop.metrics.gate().settled()).isEqualTo(2);
    }

    @Test
    void shouldNotWaitInAConsumerThatHasNothingToReadFrom() {
        // Given one with paused partitions, which looks for records without a pause until its time is up
        loop.add(LoopUnderTest.ZERO, 0, 8);

        // When
        for (int step = 0; step < 6; step++) {
            loop.step();
        }

        // Then
        assertThat(loop.waitsWhilePaused).isNotEmpty().containsOnly(Duration.ZERO);
    }

    @Test
    void shouldSlowDownAndDropNothingWhenTheLearnerIsSlow() {
        // Given many prompts, and a learner that settles a group in the time of three batches
        int prompts = 16;
        loop.add(LoopUnderTest.ZERO, 0, prompts);
        List<String> inOrder = new ArrayList<>();
        for (int at = 0; at < prompts; at++) {
            inOrder.add("r/0/" + at);
        }

        // When the worker is asked to go on all the time
        for (int time = 0; time < 3 * prompts; time++) {
            loop.settled = time / 3;
            loop.step();

            // Then it is never further ahead than staleness allows
            assertThat(loop.groups(0).size() - loop.settled).isBetween(0L, (long) BATCH_GROUPS);
        }

        // And every group comes in the end, none of them twice, and nothing is dropped
        assertThat(loop.groups(0)).containsExactlyElementsOf(inOrder);
        assertThat(loop.producers).hasSize(1);
        assertThat(loop.producers.get(0).history())
                .extracting(record -> record.topic())
                .doesNotContain(Samples.TOPICS.drops());
    }

    @Test
    void shouldLeaveOthersTheRoomTheyHaveClaimed() {
        loop.add(LoopUnderTest.ZERO, 0, 4);
        loop.claims.begun = BATCH_GROUPS - 1;

        loop.step();
        loop.step();

        assertThat(loop.groups(0)).containsExactly("r/0/0");
        assertThat(loop.claims.stated).containsExactly(1, 0);
        assertThat(loop.metrics.gate().underway()).isEqualTo(BATCH_GROUPS);
    }

    @Test
    void shouldBeginNothingWhereAnotherClaimsTheSameRoomAtATime() {
        loop.add(LoopUnderTest.ZERO, 0, 4);
        loop.claims.uponAClaim = BATCH_GROUPS;

        loop.step();
        List<String> atFirst = loop.groups(0);
        loop.claims.begun = 0;
        loop.step();

        assertThat(atFirst).isEmpty();
        assertThat(loop.groups(0)).hasSize(2);
        assertThat(loop.claims.stated).startsWith(2, 0, 2, 0);
    }
}
