package dev.millrace.policy.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileSafetensorsTest {

    private static byte[] file(long headerLength, String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putLong(headerLength).put(json).array();
    }

    private static byte[] file(String header, int dataBytes) {
        return file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void shouldRefuseWhatIsShorterThanALength(int length) {
        assertThatThrownBy(() -> SafetensorsReader.read(new byte[length], "weights v7"))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("weights v7: header length: needs 8 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 1 << 25})
    void shouldRefuseAHugeHeaderWithoutAllocatingIt(long headerLength) {
        assertThatThrownBy(() -> SafetensorsReader.read(file(headerLength, "{}", 0), "weights v7"))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("is more than the limit");
    }

    @Test
    void shouldRefuseATruncatedHeader() {
        assertThatThrownBy(() -> SafetensorsReader.read(file(1000, "{}", 0), "weights v7"))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("truncated");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|0|not a JSON object",
                "{|0|not valid JSON",
                "{}{}|0|after its JSON object",
                "{} 1|0|after its JSON object",
                "{}|4|4 bytes belong to no tensor",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|0|lies at [0, 4) of 0",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|4|has 4 bytes, but F32[2] needs 8",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}|4|lies at [4, 0)",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}}|4|no size",
                "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}|4|no size",
                "{'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}}|4|no size",
                "{'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}}|4|no size",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,99999999999999999999]}}|4|no size",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}|4|two data_offsets",
                "{'a':{'dtype':'F32','shape':[1]}}|4|exactly dtype",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}}|4|exactly dtype",
                "{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}|8|unsupported dtype",
                "{'a':{'dtype':7,'shape':[1],'data_offsets':[0,4]}}|4|unsupported dtype",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296,4],'data_offsets':[0,4]}}|4|too many elements",
                "{'a':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,0]}}|0|too many bytes",
                "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'U8','shape':[2],'data_offsets':[1,3]}}|3|overlap",
                "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'b':{'dtype':'U8','shape':[1],'data_offsets':[2,3]}}|3|gap",
                "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'a':{'dtype':'U8','shape':[1],'data_offsets':[1,2]}}|2|Duplicate",
                "{'__metadata__':{'a':1}}|0|__metadata__.a: is not a string",
                "{'__metadata__':[]}|0|not an object of strings"
            })
    void shouldRefuseAndSayWhat(String header, int dataBytes, String what) {
        assertThatThrownBy(() -> SafetensorsReader.read(file(header.replace('\'', '"'), dataBytes), "weights v7"))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith("weights v7: ")
                .hasMessageContaining(what);
    }

    @Test
    void shouldRefuseDeepNesting() {
        String header = "[".repeat(100_000);
        assertThatThrownBy(() -> SafetensorsReader.read(file(header, 0), "weights v7"))
                .isInstanceOf(SafetensorsException.class);
    }

    @Test
    void shouldNameAMissingFile(@TempDir Path folder) {
        assertThatThrownBy(() -> SafetensorsReader.read(folder.resolve("gone.safetensors")))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("gone.safetensors: file: does not exist");
    }

    @Test
    void shouldRefuseEveryTruncationAndSurviveEveryBitFlip() {
        // Given
        byte[] valid = SafetensorsWriter.toBytes(new Safetensors(
                Map.of(
                        "a", Tensor.ofFloats(TensorShape.of(2, 2), 1, 2, 3, 4),
                        "b", Tensor.ofBfloat16(TensorShape.of(3), 1, 2, 3)),
                Map.of("k", "v")));
        long seed = 11;
        Random random = new Random(seed);

        // When
        for (int length = 0; length < valid.length; length++) {
            byte[] truncated = Arrays.copyOf(valid, length);
            assertThatThrownBy(() -> SafetensorsReader.read(truncated, "cut")).isInstanceOf(SafetensorsException.class);
        }
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = valid.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                SafetensorsReader.read(changed, "flipped");
                accepted++;
            } catch (SafetensorsException e) {
                assertThat(e).hasMessageStartingWith("flipped: ");
            }
        }

        // Then
        assertThat(accepted)
                .as("flips in values and names are not errors, seed %d", seed)
                .isPositive();
    }
}
