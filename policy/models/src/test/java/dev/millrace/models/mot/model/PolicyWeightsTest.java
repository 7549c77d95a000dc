package dev.millrace.models.mot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.weights.NonFiniteTensorException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.policy.weights.WeightsDigest;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyWeightsTest {

    private final PolicyConfig config = PolicyFixture.smallConfig();

    private static boolean isFreed(NDArray array) {
        return array.isReleased();
    }

    @Test
    void shouldFreeMemoryOnlyWhenOwnerAndLeasesAreDone() {
        // Given
        PolicyWeights weights = PolicyWeights.initialize(config, 1);
        WeightsLease lease = weights.lease();
        NDArray array = lease.parameters().arrays().byName().values().iterator().next();

        // When
        weights.close();
        weights.close();

        // Then
        assertThat(isFreed(array)).isFalse();
        assertThatThrownBy(weights::lease)
                .isInstanceOf(WeightsException.class)
                .hasMessage("weights of version 0 are closed");
        lease.close();
        lease.close();
        assertThat(isFreed(array)).isTrue();
        assertThatThrownBy(lease::parameters).isInstanceOf(WeightsException.class);
    }

    @Test
    void shouldTravelAsAnUpdate() {
        try (PolicyWeights weights =
                PolicyWeights.of(config, new PolicyVersion(3), ParameterLayout.initialize(config, 1))) {
            // Given
            PolicyUpdate update = weights.toUpdate();

            // When
            try (PolicyWeights received = PolicyWeights.of(Architecture.parse(update.architecture()), update)) {
                // Then
                assertThat(received.digest()).isEqualTo(weights.digest());
                assertThat(received.version()).isEqualTo(new PolicyVersion(3));
                assertThat(received.config()).isEqualTo(config);
                assertThat(received.toSafetensors()).isEqualTo(weights.toSafetensors());
                assertThat(WeightsDigest.of(received.toSafetensors().tensors()))
                        .isEqualTo(update.tensors().digest());
            }
        }
    }

    @Test
    void shouldRefuseAnUpdateOfAnotherArchitectureOrFamily() {
        try (PolicyWeights weights = PolicyWeights.initialize(config, 1)) {
            PolicyUpdate update = weights.toUpdate();
            PolicyUpdate stranger =
                    PolicyUpdate.full(update.version(), "qwen", update.architecture(), update.tensors());

            assertThatThrownBy(() -> PolicyWeights.of(PolicyConfig.base(192), update))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageStartingWith("weights version 0: tensor '");
            assertThatThrownBy(() -> PolicyWeights.of(config, stranger))
                    .isInstanceOf(UpdateException.class)
                    .hasMessage("weights version 0 is FULL of the family qwen, but only FULL of mot can be served");
        }
    }

    @Test
    void shouldRefuseToPublishWhatIsNotFinite() {
        Map<String, Tensor> broken = ParameterLayout.initialize(config, 1);
        float[] values = new float[32];
        values[7] = Float.NEGATIVE_INFINITY;
        broken.put("final.norm", Tensor.ofFloats(TensorShape.of(32), values));

        try (PolicyWeights weights = PolicyWeights.of(config, PolicyVersion.INITIAL, broken)) {
            assertThatThrownBy(weights::toUpdate)
                    .isInstanceOf(NonFiniteTensorException.class)
                    .hasMessage("value 7 of tensor 'final.norm' is -Infinity");
        }
    }

    @Test
    void shouldNameTheTensorThatDoesNotFit() {
        // Given
        Map<String, Tensor> missing = ParameterLayout.initialize(config, 1);
        missing.remove("layers.1.experts.reasoning.up");
        Map<String, Tensor> extra = ParameterLayout.initialize(config, 1);
        extra.put("layers.1.experts.generative.up", Tensor.ofFloats(TensorShape.of(1), 0));
        Map<String, Tensor> shaped = ParameterLayout.initialize(config, 1);
        shaped.put("final.norm", Tensor.ofFloats(TensorShape.of(3), 0, 0, 0));
        Map<String, Tensor> integers = ParameterLayout.initialize(config, 1);
        integers.put("final.norm", Tensor.ofInts(TensorShape.of(32), new int[32]));

        // Then
        assertRefused(missing, "tensor 'layers.1.experts.reasoning.up' is missing");
        assertRefused(extra, "tensors [layers.1.experts.generative.up] are not part of this architecture");
        assertRefused(shaped, "tensor 'final.norm' has shape [3], but this architecture has [32]");
        assertRefused(integers, "tensor 'final.norm' holds I32, but weights are floats");
    }

    private void assertRefused(Map<String, Tensor> tensors, String message) {
        assertThatThrownBy(() -> PolicyWeights.of(config, PolicyVersion.INITIAL, tensors))
                .isInstanceOf(WeightsException.class)
                .hasMessage(message);
    }

    @Test
    void shouldTakeBfloat16Weights() {
        // Given
        Map<String, Tensor> narrow = new TreeMap<>();
        ParameterLayout.initialize(config, 1)
                .forEach((name, tensor) -> narrow.put(name, Tensor.ofBfloat16(tensor.shape(), tensor.toFloats())));

        // When
        try (PolicyWeights weights = PolicyWeights.of(config, PolicyVersion.INITIAL, narrow)) {
            // Then
            float[] expected = narrow.values().iterator().next().toFloats();
            assertThat(weights.toSafetensors()
                            .tensors()
                            .values()
                            .iterator()
                            .next()
                            .toFloats())
                    .containsExactly(expected);
        }
    }

    @Test
    void shouldInitializeAlikeFromOneSeed() {
        assertThat(ParameterLayout.initialize(config, 4)).isEqualTo(ParameterLayout.initialize(config, 4));
        assertThat(ParameterLayout.initialize(config, 4)).isNotEqualTo(ParameterLayout.initialize(config, 5));
    }
}
