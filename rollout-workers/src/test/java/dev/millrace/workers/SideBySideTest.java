package dev.millrace.workers;

import static dev.millrace.workers.LoopUnderTest.ONE;
import static dev.millrace.workers.LoopUnderTest.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.rollout.EngineAwayException;
import dev.millrace.workers.gate.PartitionProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches that are sampled at the same time. */
@Timeout(120)
class SideBySideTest {

    private final HandPolicy policy = new HandPolicy();
    private boolean wanted = true;
    private final LoopUnderTest loop = new LoopUnderTest(() -> policy, Optional.of(() -> wanted)).join(ZERO, ONE);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void shouldBeginABatchWhileAnotherIsSampled() throws Exception {
        loop.add(ZERO, 0, 4);

        loop.step();
        loop.step();

        HandPolicy.Call first = policy.next();
        HandPolicy.Call second = policy.next();
        assertThat(first).isNotSameAs(second);
        assertThat(loop.groups()).isEmpty();
    }

    @Test
    void shouldBeginNoneThatIsNotWanted() throws Exception {
        loop.add(ZERO, 0, 4);
        wanted = false;
        loop.step();
        HandPolicy.Call first = policy.next();

        loop.step();

        assertThat(policy.hasNoMore()).isTrue();
        first.answer();
        stepUntil(() -> loop.groups().size() == 2);
        assertThat(loop.groups()).containsExactly("r/0/0", "r/0/1");
    }

    @Test
    void shouldStayInItsGroupWhileItWaitsForABatch() throws Exception {
        loop.add(ZERO, 0, 4);
        wanted = false;
        loop.step();
        HandPolicy.Call first = policy.next();
        AtomicBoolean polled = new AtomicBoolean();
        loop.consumer.schedulePollTask(() -> polled.set(true));

        loop.step();

        assertThat(polled).isTrue();
        first.answer();
    }

    @Test
    void shouldPublishInTheOrderOfThePromptsWhicheverBatchEndsFirst() throws Exception {
        Pair begun = beginTwo();
        begun.second.answer();
        loop.step();
        List<String> whileTheFirstIsSampled = loop.groups();
        begun.first.answer();

        stepUntil(() -> loop.groups().size() == 4);

        assertThat(whileTheFirstIsSampled).isEmpty();
        assertThat(loop.groups()).containsExactly("r/0/0", "r/0/1", "r/0/2", "r/0/3");
        assertThat(loop.offsets())
                .containsExactly(
                        Map.of(ZERO, new PartitionProgress(2, 2).toCommit()),
                        Map.of(ZERO, new PartitionProgress(4, 4).toCommit()));
        assertThat(loop.claims.stated).containsExactly(2, 4, 2, 0);
    }

    @Test
    void shouldBeginNoMoreThanTheGateAdmits() throws Exception {
        loop.add(ZERO, 0, 6);
        loop.step();
        loop.step();
        HandPolicy.Call first = policy.next();
        HandPolicy.Call second = policy.next();

        loop.step();

        assertThat(policy.hasNoMore()).isTrue();
        assertThat(loop.metrics.gate().underway()).isEqualTo(LoopUnderTest.BUDGET);
        first.answer();
        second.answer();
        stepUntil(() -> loop.groups().size() == 4);
        loop.step();
        assertThat(policy.hasNoMore()).isTrue();
    }

    @Test
    void shouldReadAllAgainThatWasUnderWayWhenATransactionFails() throws Exception {
        // Given two batches, and a first transaction that fails
        loop.producers.get(0).commitTransactionException = new KafkaException("connection lost");
        Pair begun = beginTwo();
        begun.first.answer();

        // When
        wanted = false;
        stepUntil(() -> loop.metrics.values().getOrDefault("worker/retried_batches", 0.0) == 1);

        // Then the second is given up, and both are sampled again
        begun.second.awaitGivenUp();
        wanted = true;
        Pair again = beginTwo();
        again.second.answer();
        again.first.answer();
        stepUntil(() -> loop.groups().size() == 4);
        assertThat(loop.producers).hasSize(2);
        assertThat(loop.groups(0)).isEmpty();
        assertThat(loop.groups(1)).containsExactly("r/0/0", "r/0/1", "r/0/2", "r/0/3");
        assertThat(loop.offsets()).hasSize(2).endsWith(Map.of(ZERO, new PartitionProgress(4, 4).toCommit()));
    }

    @Test
    void shouldLeaveToTheNewOwnerWhatIsTakenAwayWhileItIsSampled() throws Exception {
        // Given a batch of either partition
        Pair begun = beginOneOfEach();

        // When the first is taken away
        loop.consumer.rebalance(List.of(ONE));
        begun.first.answer();
        begun.second.answer();
        stepUntil(() -> loop.groups().size() == 2);

        // Then
        assertThat(loop.groups()).containsExactly("r/1/0", "r/1/1");
        assertThat(loop.offsets()).containsExactly(Map.of(ONE, new PartitionProgress(2, 2).toCommit()));
        assertThat(loop.claims.stated).endsWith(0);
    }

    @Test
    void shouldSampleAgainWhatCameBackAfterItWasTakenAway() throws Exception {
        // Given a batch of either partition, of which the first went and came back
        Pair begun = beginOneOfEach();
        loop.consumer.rebalance(List.of(ONE));
        loop.consumer.rebalance(List.of(ZERO, ONE));
        begun.first.answer();
        begun.second.answer();
        stepUntil(() -> loop.groups().size() == 2);

        // When
        loop.add(ZERO, 0, 2);
        loop.step();
        policy.next().answer();
        stepUntil(() -> loop.groups().size() == 4);

        // Then none is there twice
        assertThat(loop.producers.get(0).commitCount()).isEqualTo(2);
        assertThat(loop.groups()).containsExactly("r/1/0", "r/1/1", "r/0/0", "r/0/1");
        assertThat(loop.offsets()).endsWith(Map.of(ZERO, new PartitionProgress(2, 2).toCommit()));
    }

    @Test
    void shouldPublishWhatWasBegunBeforeABatchThatFails() throws Exception {
        Pair begun = beginTwo();
        wanted = false;
        begun.second.fail(new EngineAwayException("no server answers"));
        begun.first.answer();

        assertThatThrownBy(() -> stepUntil(() -> false))
                .isInstanceOf(EngineAwayException.class)
                .hasMessage("no server answers");
        loop.close();

        assertThat(loop.groups()).containsExactly("r/0/0", "r/0/1");
        assertThat(loop.claims.stated).endsWith(0);
    }

    @Test
    void shouldNotCommitPromptsOfOthersBeforeTheBatchesInFrontOfThem() throws Exception {
        // Given a batch, and a prompt of another run behind it
        loop.add(ZERO, 0, 2);
        loop.step();
        HandPolicy.Call first = policy.next();
        loop.consumer.addRecord(Samples.record(0, 2, Samples.prompt("another", "p2")));
        loop.step();
        List<?> whileItIsSampled = loop.offsets();

        // When
        first.answer();
        stepUntil(() -> loop.offsets().size() == 2);

        // Then
        assertThat(whileItIsSampled).isEmpty();
        assertThat(loop.offsets())
                .containsExactly(
                        Map.of(ZERO, new PartitionProgress(2, 2).toCommit()),
                        Map.of(ZERO, new PartitionProgress(3, 2).toCommit()));
    }

    @Test
    void shouldFinishWhatItHasBegun() throws Exception {
        Pair begun = beginTwo();
        begun.second.answer();
        begun.first.answer();

        loop.finish();

        assertThat(loop.groups()).containsExactly("r/0/0", "r/0/1", "r/0/2", "r/0/3");
    }

    @Test
    void shouldEndAllThatIsUnderWayWhenItIsClosed() throws Exception {
        Pair begun = beginTwo();

        loop.close();

        begun.first.awaitGivenUp();
        begun.second.awaitGivenUp();
        assertThat(loop.groups()).isEmpty();
        assertThat(loop.claims.stated).endsWith(0);
    }

    private record Pair(HandPolicy.Call first, HandPolicy.Call second) {}

    private Pair beginTwo() throws InterruptedException {
        loop.add(ZERO, 0, 4);
        return begin();
    }

    private Pair beginOneOfEach() throws InterruptedException {
        loop.add(ZERO, 0, 2);
        HandPolicy.Call first = beginOne();
        loop.add(ONE, 0, 2);
        return new Pair(first, beginOne());
    }

    private Pair begin() throws InterruptedException {
        HandPolicy.Call first = beginOne();
        return new Pair(first, beginOne());
    }

    private HandPolicy.Call beginOne() throws InterruptedException {
        loop.step();
        return policy.next();
    }

    private void stepUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            loop.step();
        }
    }
}
