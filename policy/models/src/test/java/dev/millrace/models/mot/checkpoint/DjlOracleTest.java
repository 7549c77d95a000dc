package dev.millrace.models.mot.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Our codec against the engine's own, on bytes that we made ourselves. */
class DjlOracleTest {

    private static final float[] VALUES = {1f, -2f, 0.5f, Float.MAX_VALUE, Float.MIN_VALUE, -0f};

    @Test
    void shouldReadWhatDjlWrites() throws Exception {
        // Given
        byte[] bytes;
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray a = scope.manager().create(VALUES, new Shape(2, 3));
            a.setName("a");
            NDArray b = scope.manager().create(new int[] {1, 2, 3, 4});
            b.setName("b");
            bytes = new NDList(a, b).encode(NDList.Encoding.SAFETENSORS);
        }

        // When
        Safetensors read = SafetensorsReader.read(bytes, "djl");

        // Then
        assertThat(read.tensor("a")).isEqualTo(Tensor.ofFloats(TensorShape.of(2, 3), VALUES));
        assertThat(read.tensor("b")).isEqualTo(Tensor.ofInts(TensorShape.of(4), 1, 2, 3, 4));
    }

    @Test
    void shouldWriteWhatDjlReads() {
        // Given
        byte[] bytes = SafetensorsWriter.toBytes(Safetensors.of(Map.of(
                "x.y", Tensor.ofFloats(TensorShape.of(3, 2), VALUES),
                "n", Tensor.ofLongs(TensorShape.of(2), 5, -6))));

        // When
        try (NoGradScope scope = NoGradScope.open()) {
            NDList decoded = NDList.decode(scope.manager(), bytes);

            // Then
            assertThat(decoded.get("x.y").getShape()).isEqualTo(new Shape(3, 2));
            assertThat(decoded.get("x.y").toFloatArray()).containsExactly(VALUES);
            assertThat(decoded.get("n").toLongArray()).containsExactly(5, -6);
        }
    }
}
