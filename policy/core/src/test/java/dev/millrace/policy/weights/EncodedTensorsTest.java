package dev.millrace.policy.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedTensorsTest {

    /** What {@code WeightsDigest} gave for these tensors before there was an encoder of this package. */
    private static final String SHA256 = "5c49112c3c6cfab6abe7d3bce4a8eaa5c840485256ab50b371a214271070cf55";

    private final Map<String, Tensor> tensors = Map.of(
            "layers.0.up", Tensor.ofFloats(TensorShape.of(2, 3), 0.5f, -1, 3.25f, 0, -0f, 1e-30f),
            "final.norm", Tensor.ofFloats(TensorShape.of(3), 1, 2, 3),
            "scale", Tensor.ofFloats(TensorShape.of(), 7));

    private static Map<String, Tensor> read(EncodedTensors encoded) {
        Map<String, Tensor> read = new LinkedHashMap<>();
        encoded.read("version 3", (name, values) -> read.put(name, copy(values)));
        return read;
    }

    private static Tensor copy(TensorSource values) throws IOException {
        TensorForm form = values.form();
        ByteBuffer bytes = ByteBuffer.allocate((int) form.bytes());
        values.writeTo(bytes::put);
        return Tensor.wrap(form.type(), form.shape(), bytes.flip());
    }

    @Test
    void shouldGiveTheBytesAndDigestsThatWereAlwaysPublished() throws Exception {
        EncodedTensors encoded = TensorEncoder.encode(tensors);

        assertThat(encoded.open().readAllBytes()).isEqualTo(SafetensorsWriter.toBytes(Safetensors.of(tensors)));
        assertThat(encoded.bytes()).isEqualTo(240).isEqualTo(TensorEncoder.length(tensors));
        assertThat(encoded.sha256()).isEqualTo(SHA256);
        assertThat(encoded.digest().tensors())
                .containsExactly(
                        Map.entry("final.norm", 944629635L),
                        Map.entry("layers.0.up", -1512267462L & 0xFFFFFFFFL),
                        Map.entry("scale", 1917028740L));
        assertThat(WeightsDigest.of(tensors)).isEqualTo(encoded.digest());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 120, 239, 240, 241})
    void shouldReadBackWhatItEncodedWhereverItIsCut(int shardBytes) {
        EncodedTensors encoded = TensorEncoder.encode(tensors, shardBytes);

        assertThat(encoded.sha256()).isEqualTo(SHA256);
        assertThat(encoded.shards())
                .hasSize((240 + shardBytes - 1) / shardBytes)
                .allSatisfy(shard -> {
                    assertThat(shard.bytes()).isBetween(1L, (long) shardBytes);
                    Sha256 own = new Sha256();
                    own.update(ByteBuffer.wrap(shard.open().readAllBytes()));
                    assertThat(shard.sha256()).isEqualTo(own.finish());
                });
        assertThat(read(encoded)).isEqualTo(tensors);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 120, 239, 240, 241})
    void shouldGiveTheSameShardsOfTensorsThatStayWhereTheyLie(int shardBytes) throws Exception {
        EncodedTensors copied = TensorEncoder.encode(tensors, shardBytes);

        EncodedTensors inPlace = TensorEncoder.inPlace(tensors, shardBytes);

        assertThat(inPlace.digest()).isEqualTo(copied.digest());
        assertThat(inPlace.shards())
                .extracting(Shard::sha256)
                .isEqualTo(copied.shards().stream().map(Shard::sha256).toList());
        assertThat(inPlace.shards())
                .extracting(Shard::bytes)
                .isEqualTo(copied.shards().stream().map(Shard::bytes).toList());
        assertThat(inPlace.open().readAllBytes()).isEqualTo(copied.open().readAllBytes());
        assertThat(read(inPlace)).isEqualTo(tensors);
    }

    @Test
    void shouldReadOnlyTheTensorsThatAShardHasBytesOf() throws Exception {
        List<String> read = new ArrayList<>();
        Map<String, TensorSource> told = new TreeMap<>();
        tensors.forEach((name, tensor) -> told.put(name, new Told(name, tensor, read)));
        EncodedTensors inPlace = TensorEncoder.inPlace(told, 120);
        read.clear();

        byte[] last = inPlace.shards().get(1).open().readAllBytes();

        assertThat(last).hasSize(120);
        assertThat(read).containsExactly("final.norm", "layers.0.up", "scale");
        read.clear();
        assertThat(inPlace.shards().get(0).open().readAllBytes()).hasSize(120);
        assertThat(read).isEmpty();
    }

    private record Told(String name, Tensor tensor, List<String> read) implements TensorSource {
        @Override
        public TensorForm form() {
            return tensor.form();
        }

        @Override
        public void writeTo(ByteSink sink) throws IOException {
            read.add(name);
            tensor.writeTo(sink);
        }
    }

    @Test
    void shouldGiveTheTensorsInOrderAndSayBeforeWhatComes() {
        List<String> heard = new ArrayList<>();

        TensorEncoder.encode(tensors).read("version 3", new TensorSink() {
            @Override
            public void layout(Map<String, TensorForm> forms) {
                heard.add(forms.toString());
            }

            @Override
            public void tensor(String name, TensorSource values) {
                heard.add(name);
            }
        });

        assertThat(heard)
                .containsExactly(
                        "{final.norm=F32[3], layers.0.up=F32[2, 3], scale=F32[]}",
                        "final.norm",
                        "layers.0.up",
                        "scale");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void shouldRefuseWhatIsNotFinite(float value) {
        Map<String, Tensor> broken = new TreeMap<>(tensors);
        broken.put("layers.0.up", Tensor.ofFloats(TensorShape.of(3), 1, value, value));
        broken.put("narrow", Tensor.ofBfloat16(TensorShape.of(1), value));

        assertThatThrownBy(() -> TensorEncoder.encode(broken))
                .isInstanceOf(NonFiniteTensorException.class)
                .hasMessage("value 1 of tensor 'layers.0.up' is " + value);
        assertThat(WeightsDigest.of(broken).whole()).hasSize(64);
    }

    @Test
    void shouldRefuseATensorWithAnotherChecksumThoughNobodyReadsItsValues() {
        EncodedTensors encoded = TensorEncoder.encode(tensors);
        Map<String, Long> checksums = new TreeMap<>(encoded.digest().tensors());
        checksums.merge("scale", 1L, Long::sum);
        EncodedTensors damaged = new EncodedTensors(new WeightsDigest(SHA256, checksums), encoded.shards());

        assertThatThrownBy(() -> damaged.read("weights version 3", (name, values) -> {}))
                .isInstanceOf(UpdateException.class)
                .hasMessage(
                        "weights version 3: tensor 'scale' has the CRC-32C 1917028740, but 1917028741 was announced");
    }

    @Test
    void shouldRefuseAnAnnouncedTensorThatIsMissingBeforeAnyIsGiven() {
        EncodedTensors encoded = TensorEncoder.encode(tensors);
        EncodedTensors lacking = new EncodedTensors(new WeightsDigest(SHA256, Map.of("more", 5L)), encoded.shards());

        assertThatThrownBy(() -> lacking.read("version 3", (name, values) -> {
                    throw new AssertionError(name);
                }))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("tensor 'more' has the CRC-32C of nothing, it is missing");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 8, 100, 176, 239})
    void shouldRefuseBytesThatEndEarly(int bytes) throws Exception {
        EncodedTensors encoded = TensorEncoder.encode(tensors);
        ByteBuffer cut = ByteBuffer.wrap(encoded.open().readNBytes(bytes));
        EncodedTensors damaged =
                new EncodedTensors(encoded.digest(), List.of(new HeapShard(List.of(cut), encoded.sha256())));

        assertThatThrownBy(() -> read(damaged))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("version 3: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldRefuseShardsThatAreNotTheWhole(int pieces) throws Exception {
        byte[] all = TensorEncoder.encode(tensors).open().readAllBytes();
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            byte[] piece = Arrays.copyOfRange(all, all.length * i / pieces, all.length * (i + 1) / pieces);
            shards.add(new HeapShard(List.of(ByteBuffer.wrap(piece)), Sha256.of(piece)));
        }
        EncodedTensors others = new EncodedTensors(new WeightsDigest("ab".repeat(32), Map.of()), shards);
        EncodedTensors own = new EncodedTensors(new WeightsDigest(Sha256.of(all), Map.of()), shards);

        assertThat(read(own).keySet()).isEqualTo(tensors.keySet());
        assertThatThrownBy(() -> read(others))
                .isInstanceOf(UpdateException.class)
                .hasMessage("version 3: all bytes have the SHA-256 " + Sha256.of(all) + ", but " + "ab".repeat(32)
                        + " was announced");
    }

    @Test
    void shouldSayWhyItsBytesCannotBeRead() {
        Shard gone = new Shard() {
            @Override
            public long bytes() {
                return 10;
            }

            @Override
            public String sha256() {
                return SHA256;
            }

            @Override
            public java.io.InputStream open() throws IOException {
                throw new IOException("object " + SHA256 + " is not in the store");
            }
        };

        assertThatThrownBy(() -> read(new EncodedTensors(new WeightsDigest(SHA256, Map.of()), List.of(gone))))
                .isInstanceOf(UpdateException.class)
                .hasMessage("version 3: object " + SHA256 + " is not in the store");
    }

    @Test
    void shouldNameABaseAndTheFormOfAnAdapterWhereItNeedsThemOnly() {
        EncodedTensors encoded = TensorEncoder.encode(tensors);
        PolicyVersion version = new PolicyVersion(3);

        assertThat(PolicyUpdate.full(version, "mot", "{}", encoded).base()).isEmpty();
        assertThatThrownBy(() -> new PolicyUpdate(
                        version, "mot", UpdateKind.ADAPTER, Optional.empty(), "{}", Optional.empty(), encoded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("version 3 is ADAPTER and names no base");
        assertThatThrownBy(() -> new PolicyUpdate(
                        version, "mot", UpdateKind.FULL, Optional.of(SHA256), "{}", Optional.empty(), encoded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names the base " + SHA256);
        assertThatThrownBy(() -> new PolicyUpdate(
                        version, "mot", UpdateKind.ADAPTER, Optional.of(SHA256), "{}", Optional.empty(), encoded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version 3 is ADAPTER and says no form of an adapter");
    }
}
