package dev.millrace.policy.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsRoundTripTest {

    private static Safetensors everyType() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z", Tensor.ofFloats(TensorShape.of(2, 2), 1f, -0f, Float.NaN, Float.MIN_VALUE));
        tensors.put("b", Tensor.ofBfloat16(TensorShape.of(3), 1f, -2.5f, Float.POSITIVE_INFINITY));
        tensors.put("i", Tensor.ofInts(TensorShape.of(1, 2), Integer.MIN_VALUE, 7));
        tensors.put("l", Tensor.ofLongs(TensorShape.of(), Long.MAX_VALUE));
        tensors.put("empty", Tensor.ofFloats(TensorShape.of(0, 5)));
        tensors.put("ünïcode \"quoted\"", Tensor.ofFloats(TensorShape.of(1), 3f));
        return new Safetensors(tensors, Map.of("run", "r-1", "a", "ä"));
    }

    @Test
    void shouldReadBackWhatItWrote() {
        // Given
        Safetensors written = everyType();

        // When
        Safetensors read = SafetensorsReader.read(SafetensorsWriter.toBytes(written), "test");

        // Then
        assertThat(read).isEqualTo(written);
        assertThat(read.tensor("z").toFloats()).containsExactly(1f, -0f, Float.NaN, Float.MIN_VALUE);
        assertThat(read.tensor("l").toLongs()).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void shouldReadBackAFile(@TempDir Path folder) throws Exception {
        // Given
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, everyType());

        // When
        Safetensors read = SafetensorsReader.read(file);

        // Then
        assertThat(read).isEqualTo(everyType());
    }

    @Test
    void shouldGiveTheSameBytesWhateverTheOrderOfInsertion() {
        // Given
        Map<String, Tensor> oneWay = new LinkedHashMap<>();
        oneWay.put("a", Tensor.ofFloats(TensorShape.of(1), 1f));
        oneWay.put("b", Tensor.ofFloats(TensorShape.of(1), 2f));
        Map<String, Tensor> otherWay = new LinkedHashMap<>();
        otherWay.put("b", Tensor.ofFloats(TensorShape.of(1), 2f));
        otherWay.put("a", Tensor.ofFloats(TensorShape.of(1), 1f));

        // When
        byte[] first = SafetensorsWriter.toBytes(Safetensors.of(oneWay));
        byte[] second = SafetensorsWriter.toBytes(Safetensors.of(otherWay));

        // Then
        assertThat(first).isEqualTo(second);
    }
}
