package dev.millrace.models.mot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.SafetensorsException;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
    void shouldTravelAsBytes() {
        try (PolicyWeights weights = PolicyWeights.initialize(config, 1)) {
            // Given
            byte[] bytes = WeightsCodec.encode(weights);

            // When
            try (PolicyWeights received = WeightsCodec.decode(
                    ByteBuffer.wrap(bytes),
                    "version 3",
                    config,
                    new PolicyVersion(3),
                    weights.digest().whole())) {
                // Then
                assertThat(received.digest()).isEqualTo(weights.digest());
                assertThat(received.version()).isEqualTo(new PolicyVersion(3));
                assertThat(WeightsCodec.encode(received)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void shouldRefuseBytesThatWereChangedOrCut() {
        try (PolicyWeights weights = PolicyWeights.initialize(config, 1)) {
            // Given
            byte[] changed = WeightsCodec.encode(weights);
            changed[changed.length - 2] ^= 1;
            byte[] cut = Arrays.copyOf(changed, changed.length - 4);
            String digest = weights.digest().whole();

            // Then
            assertThatThrownBy(() -> WeightsCodec.decode(
                            ByteBuffer.wrap(changed), "version 3", config, PolicyVersion.INITIAL, digest))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("version 3: digest is");
            assertThatThrownBy(() -> WeightsCodec.decode(
                            ByteBuffer.wrap(cut), "version 3", config, PolicyVersion.INITIAL, digest))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessageContaining("version 3: ");
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
