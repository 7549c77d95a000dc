package dev.millrace.workers.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.workers.stack.TinyPolicy;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PolicySlotTest {

    @Test
    void shouldServeOneVersionToTheEndOfABatchWhileANewerIsSwappedIn() {
        try (PolicySlot slot = new PolicySlot()) {
            PolicyWeights old = PolicyWeights.initialize(TinyPolicy.CONFIG, 1);
            slot.swap(new AppliedWeights(old, 0, Instant.EPOCH));
            WeightsLease batch = slot.lease().orElseThrow();

            PolicyWeights next = PolicyWeights.snapshotOf(batch.parameters(), new PolicyVersion(1));
            slot.swap(new AppliedWeights(next, 8, Instant.EPOCH));

            assertThatCode(() -> batch.parameters().toTensors()).doesNotThrowAnyException();
            assertThat(batch.weights().version().value()).isZero();
            try (WeightsLease after = slot.lease().orElseThrow()) {
                assertThat(after.weights().version().value()).isEqualTo(1);
            }
            batch.close();
            assertThatThrownBy(old::lease).isInstanceOf(WeightsException.class);
        }
    }

    @Test
    void shouldFreeWeightsThatComeAfterItWasClosed() {
        PolicySlot slot = new PolicySlot();
        slot.close();
        PolicyWeights late = PolicyWeights.initialize(TinyPolicy.CONFIG, 1);

        slot.swap(new AppliedWeights(late, 0, Instant.EPOCH));

        assertThat(slot.lease()).isEmpty();
        assertThatThrownBy(late::lease).isInstanceOf(WeightsException.class);
    }
}
