package dev.millrace.policy.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WeightAverageTest {

    private static final TensorShape PAIR = TensorShape.of(2);

    @Test
    void shouldTakeTheMeanNumberByNumber() {
        PolicyUpdate average = WeightAverage.of(List.of(
                version(3, Map.of("a", Tensor.ofFloats(PAIR, 1, -2), "b", Tensor.ofFloats(PAIR, 8, 0))),
                version(4, Map.of("a", Tensor.ofFloats(PAIR, 2, -4), "b", Tensor.ofFloats(PAIR, 0, 0))),
                version(5, Map.of("a", Tensor.ofFloats(PAIR, 6, 3), "b", Tensor.ofFloats(PAIR, 1, 0)))));

        assertThat(average.version()).isEqualTo(new PolicyVersion(5));
        assertThat(average.kind()).isEqualTo(UpdateKind.FULL);
        Map<String, Tensor> read = read(average);
        assertThat(read.get("a")).isEqualTo(Tensor.ofFloats(PAIR, 3, -1));
        assertThat(read.get("b")).isEqualTo(Tensor.ofFloats(PAIR, 3, 0));
    }

    /** Sums in single precision would lose the small numbers beside the large one, and round three times. */
    @Test
    void shouldRoundOnce() {
        PolicyUpdate average = WeightAverage.of(List.of(
                version(1, Map.of("a", Tensor.ofFloats(PAIR, 16_777_216, 0.1f))),
                version(2, Map.of("a", Tensor.ofFloats(PAIR, 1, 0.2f))),
                version(3, Map.of("a", Tensor.ofFloats(PAIR, 1, 0.4f)))));

        assertThat(read(average).get("a")).isEqualTo(Tensor.ofFloats(PAIR, (float) (16_777_218.0 / 3), (float)
                (((double) 0.1f + 0.2f + 0.4f) / 3)));
    }

    @Test
    void shouldKeepTheTypeOfEachTensor() {
        PolicyUpdate average = WeightAverage.of(List.of(
                version(1, Map.of("half", Tensor.ofBfloat16(PAIR, 1, 3), "ids", Tensor.ofInts(PAIR, 7, 9))),
                version(2, Map.of("half", Tensor.ofBfloat16(PAIR, 2, 4), "ids", Tensor.ofInts(PAIR, 7, 9)))));

        assertThat(read(average).get("half")).isEqualTo(Tensor.ofBfloat16(PAIR, 1.5f, 3.5f));
        assertThat(read(average).get("ids")).isEqualTo(Tensor.ofInts(PAIR, 7, 9));
    }

    @Test
    void shouldLeaveOneVersionAsItIs() {
        PolicyUpdate one = version(1, Map.of("a", Tensor.ofFloats(PAIR, 1, 2)));

        assertThat(WeightAverage.of(List.of(one))).isSameAs(one);
    }

    @Test
    void shouldRefuseWhatHasNoMean() {
        PolicyUpdate first = version(1, Map.of("a", Tensor.ofInts(PAIR, 1, 2)));
        PolicyUpdate otherIntegers = version(2, Map.of("a", Tensor.ofInts(PAIR, 1, 3)));
        PolicyUpdate otherTensors = version(2, Map.of("b", Tensor.ofInts(PAIR, 1, 2)));
        PolicyUpdate otherArchitecture =
                PolicyUpdate.full(new PolicyVersion(2), "mot", "{\"layers\":2}", first.tensors());
        PolicyUpdate adapter = PolicyUpdate.adapter(
                new PolicyVersion(2),
                "mot",
                "base",
                "{}",
                new AdapterForm(1, 1, false, List.of("all-linear"), false),
                first.tensors());

        assertThatThrownBy(() -> WeightAverage.of(List.of(first, otherIntegers)))
                .isInstanceOf(UpdateException.class)
                .hasMessage("weights version 2: tensor 'a' holds other integers than in the versions before it;"
                        + " they have no mean");
        assertThatThrownBy(() -> WeightAverage.of(List.of(first, otherTensors)))
                .hasMessage("weights version 2 has other tensors than the versions before it");
        assertThatThrownBy(() -> WeightAverage.of(List.of(first, otherArchitecture)))
                .hasMessage("weights version 1 is of another architecture than version 2");
        assertThatThrownBy(() -> WeightAverage.of(List.of(adapter, first)))
                .hasMessage(
                        "weights version 2 is an adapter, and the mean of such is none; only full weights are averaged");
    }

    private static PolicyUpdate version(int version, Map<String, Tensor> tensors) {
        return PolicyUpdate.full(new PolicyVersion(version), "mot", "{}", TensorEncoder.encode(tensors));
    }

    private static Map<String, Tensor> read(PolicyUpdate update) {
        Map<String, Tensor> tensors = new TreeMap<>();
        update.tensors().read("average", new TensorSink() {
            @Override
            public void tensor(String name, TensorSource values) {
                tensors.put(name, Tensor.copyOf(values));
            }
        });
        return tensors;
    }
}
