package dev.millrace.models.mot.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import org.junit.jupiter.api.Test;

class ServedWeightsTest {

    @Test
    void shouldServeOneVersionToTheEndOfABatchWhileANewerIsSwappedIn() {
        try (ServedWeights served = new ServedWeights()) {
            PolicyWeights old = PolicyWeights.initialize(PolicyFixture.smallConfig(), 1);
            served.swap(old);
            WeightsLease batch = served.lease().orElseThrow();

            PolicyWeights next = PolicyWeights.snapshotOf(batch.parameters(), new PolicyVersion(1));
            served.swap(next);

            assertThatCode(() -> batch.parameters().toTensors()).doesNotThrowAnyException();
            assertThat(batch.weights().version().value()).isZero();
            try (WeightsLease after = served.lease().orElseThrow()) {
                assertThat(after.weights().version().value()).isEqualTo(1);
            }
            batch.close();
            assertThatThrownBy(old::lease).isInstanceOf(WeightsException.class);
        }
    }

    @Test
    void shouldFreeWeightsThatComeAfterItWasClosed() {
        ServedWeights served = new ServedWeights();
        served.close();
        PolicyWeights late = PolicyWeights.initialize(PolicyFixture.smallConfig(), 1);

        served.swap(late);

        assertThat(served.lease()).isEmpty();
        assertThatThrownBy(late::lease).isInstanceOf(WeightsException.class);
    }
}
