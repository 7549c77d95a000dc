package dev.millrace.workers;

import static dev.millrace.workers.LoopUnderTest.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What samples one batch at a time samples the next while one is published. */
@Timeout(120)
class OverlapTest {

    private final HandPolicy policy = new HandPolicy();
    private final LoopUnderTest loop = new LoopUnderTest(() -> policy, Optional.empty()).join(ZERO);

    @AfterEach
    void close() {
        loop.close();
    }

    private void stepUntilPublished(int groups) {
        while (loop.groups().size() < groups) {
            loop.halfStep();
        }
    }

    @Test
    void shouldSampleTheNextBatchWhileOneIsPublished() throws Exception {
        // Given
        List<HandPolicy.Call> begunBeforeTheCommit = new ArrayList<>();
        loop.add(ZERO, 0, 4);
        loop.halfStep();
        HandPolicy.Call first = policy.next();
        loop.uponACommit(() -> begunBeforeTheCommit.add(next()));

        // When
        first.answer();
        stepUntilPublished(2);

        // Then
        assertThat(loop.groups()).containsExactly("r/0/0", "r/0/1");
        assertThat(begunBeforeTheCommit).hasSize(1);
        loop.uponACommit(() -> {});
        begunBeforeTheCommit.get(0).answer();
        stepUntilPublished(4);
        assertThat(loop.groups()).containsExactly("r/0/0", "r/0/1", "r/0/2", "r/0/3");
    }

    @Test
    void shouldNeverSampleTwoBatchesAtATime() throws Exception {
        loop.add(ZERO, 0, 4);
        loop.halfStep();
        HandPolicy.Call first = policy.next();

        loop.halfStep();
        loop.halfStep();

        assertThat(policy.hasNoMore()).isTrue();
        first.answer();
    }

    @Test
    void shouldGiveUpWhatIsSampledWhenTheBatchBeforeIsNotPublished() throws Exception {
        // Given a batch that is done, and whose transaction will fail while the next is sampled
        List<HandPolicy.Call> begunBeforeTheCommit = new ArrayList<>();
        loop.add(ZERO, 0, 4);
        loop.halfStep();
        loop.uponACommit(() -> begunBeforeTheCommit.add(next()));
        loop.producers.get(0).commitTransactionException = new KafkaException("connection lost");
        policy.next().answer();

        // When
        while (begunBeforeTheCommit.isEmpty()) {
            loop.halfStep();
        }

        // Then nothing of either is published, and both are sampled again
        begunBeforeTheCommit.get(0).awaitGivenUp();
        loop.uponACommit(() -> {});
        loop.add(ZERO, 0, 4);
        loop.halfStep();
        policy.next().answer();
        stepUntilPublished(2);
        assertThat(loop.groups(0)).isEmpty();
        assertThat(loop.groups()).containsExactly("r/0/0", "r/0/1");
    }

    private HandPolicy.Call next() {
        try {
            return policy.next();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
