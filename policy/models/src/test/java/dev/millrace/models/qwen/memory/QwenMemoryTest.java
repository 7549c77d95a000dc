package dev.millrace.models.qwen.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.MemoryForecast;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.safetensors.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of each work. */
class QwenMemoryTest {

    private static final Adaptation LORA =
            new Adaptation.LowRank(2, 4, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 0);
    private static final ComputeDevice CARD = ComputeDevice.named("cuda:0");

    private QwenModel model;
    private QwenMemory memory;
    private long weights;

    @BeforeEach
    void read(@TempDir Path folder) {
        model = QwenModel.read(TinyQwen.windowed(folder));
        memory = new QwenMemory(model, TensorType.F32, ComputeDevice.CPU);
        weights = QwenMemory.parameters(model) * Float.BYTES;
    }

    private static Workload.Training training(Adaptation adaptation, int held, boolean masked) {
        return new Workload.Training(1, 4, 20, 8, adaptation, false, true, held, masked);
    }

    @Test
    void shouldCountACopyOfWhatIsTrainedForEachEarlierVersion() {
        long adapter = memory.version(LORA);

        assertThat(memory.of(training(new Adaptation.Full(true), 3, false)).parts())
                .containsEntry("earlier versions", 3 * weights);
        assertThat(bytes(memory.of(training(Adaptation.FULL, 3, false)), "earlier versions"))
                .as("the tower is shared")
                .isBetween(1L, 3 * weights - 1);
        assertThat(memory.of(training(LORA, 3, false)).parts()).containsEntry("earlier versions", 3 * adapter);
        assertThat(memory.of(training(LORA, 0, false)).parts()).doesNotContainKey("earlier versions");
    }

    @Test
    void shouldCountWhatASecondViewKeepsAtTheSameTime() {
        MemoryForecast one = memory.of(training(LORA, 0, false));
        MemoryForecast two = memory.of(training(LORA, 0, true));

        for (String part : List.of("inputs of layers", "logits")) {
            assertThat(bytes(two, part)).as(part).isEqualTo(2 * bytes(one, part));
        }
    }

    private static long bytes(MemoryForecast forecast, String part) {
        return Objects.requireNonNull(forecast.parts().get(part));
    }

    @Test
    void shouldCountTheViewsOfAWorkerWhereTheyTakeMoreThanDrawing() {
        Workload.Sampling drawn = new Workload.Sampling(1, 20, 200, false, 0, false);

        MemoryForecast measured = memory.of(new Workload.Sampling(1, 20, 200, false, 0, true));

        assertThat(measured.parts()).containsKey("a layer of a view").doesNotContainKey("keys and values");
        assertThat(measured.bytes()).isGreaterThan(memory.of(drawn).bytes());
    }

    @Test
    void shouldCountWhatComesThroughTheHeapOnlyIfItDoes() {
        Workload.Sampling onLog = new Workload.Sampling(1, 20, 8, true, weights, false);
        Workload.Sampling stored = new Workload.Sampling(1, 20, 8, true, weights - 1, false);

        assertThat(memory.of(onLog).bytes() - memory.of(stored).bytes()).isEqualTo(weights);
    }

    @Test
    void shouldLeaveToTheMachineWhatDoesNotLieOnTheCard() {
        MemoryForecast onCard = new QwenMemory(model, TensorType.F32, CARD).of(new Workload.Sampling(1, 20, 8, true));

        assertThat(onCard.host())
                .contains(MemoryForecast.PROCESS, "the next weights as they come")
                .doesNotContain("weights", "the next weights");
        assertThat(onCard.bytesOn(CARD) + onCard.hostBytes()).isEqualTo(onCard.bytes());
        assertThat(onCard.bytesOn(ComputeDevice.CPU)).isEqualTo(onCard.bytes());
    }
}
