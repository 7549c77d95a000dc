package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.weights.NonFiniteTensorException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.UpdateException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that is served as it lies in its files. */
class QwenServingTest {

    private static final ComputeSettings COMPUTE = new ComputeSettings(1);
    private static final QwenFamily FAMILY = new QwenFamily();

    @TempDir
    private Path folder;

    @Test
    void shouldAnswerAsTheSameWeightsDoThatComeAsAVersion() {
        ModelSource checkpoint = TinyQwen.windowed(folder);

        try (RolloutEngine served = FAMILY.serving(checkpoint, COMPUTE);
                RolloutEngine applied = FAMILY.engine(checkpoint, COMPUTE)) {
            applied.apply(FAMILY.weights(checkpoint, PolicyVersion.INITIAL));

            assertThat(served.version()).contains(PolicyVersion.INITIAL);
            assertThat(logProbs(served)).isEqualTo(logProbs(applied));
        }
    }

    @Test
    void shouldBringNoCopyOfTheWeightsIntoTheHeap() throws Exception {
        ModelSource checkpoint = TinyQwen.wide(folder, 40_000);
        long weights = Files.size(folder.resolve("model.safetensors"));
        FAMILY.serving(checkpoint, COMPUTE).close(); // classes and the engine are loaded now
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        FAMILY.serving(checkpoint, COMPUTE).close();

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(weights).isGreaterThan(25_000_000);
        assertThat(allocated).as("bytes in the heap for %s of weights", weights).isLessThan(weights / 2);
    }

    @Test
    void shouldRefuseWeightsOfWhichOneIsNotFinite() throws Exception {
        ModelSource checkpoint = TinyQwen.windowed(folder);
        try (FileChannel file = FileChannel.open(folder.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
            // The last number of the file, an infinity
            file.write(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x7f}), file.size() - Float.BYTES);
        }

        assertThatThrownBy(() -> FAMILY.serving(checkpoint, COMPUTE)).isInstanceOf(NonFiniteTensorException.class);
    }

    @Test
    void shouldRefuseAVersionThatSaysNothingFinite() {
        ModelSource checkpoint = TinyQwen.windowed(folder);
        try (RolloutEngine engine = FAMILY.serving(checkpoint, COMPUTE)) {
            List<?> before = logProbs(engine);
            PolicyUpdate immense = times(FAMILY.weights(checkpoint, new PolicyVersion(1)), 1e30f);

            assertThatThrownBy(() -> engine.apply(immense))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageStartingWith(
                            "weights version 1: with these weights the log-probabilities of fixed tokens are not finite");

            assertThat(engine.version()).contains(PolicyVersion.INITIAL);
            assertThat(logProbs(engine)).isEqualTo(before);
        }
    }

    @Test
    void shouldPromiseNoRepetitionOnACard() {
        QwenModel model = QwenModel.read(TinyQwen.windowed(folder));
        ComputeSettings card = new ComputeSettings(1, ComputeDevice.named("cuda:0"), Precision.AUTO);

        assertThat(QwenFamily.described(model, COMPUTE).can(Ability.REPEATS_BY_SEED))
                .isTrue();
        assertThat(QwenFamily.described(model, card).can(Ability.REPEATS_BY_SEED))
                .isFalse();
        assertThat(QwenFamily.described(model, card).can(Ability.SEES_ANY_SIZE)).isTrue();
    }

    private static PolicyUpdate times(PolicyUpdate update, float factor) {
        Map<String, Tensor> tensors = new TreeMap<>();
        update.tensors().read(update.name(), (name, values) -> {
            Tensor tensor = Tensor.copyOf(values);
            float[] all = tensor.toFloats();
            for (int i = 0; i < all.length; i++) {
                all[i] *= factor;
            }
            tensors.put(name, Tensor.ofFloats(tensor.shape(), all));
        });
        return PolicyUpdate.full(
                update.version(), update.family(), update.architecture(), TensorEncoder.encode(tensors));
    }

    private static List<?> logProbs(RolloutEngine engine) {
        RolloutRequest request = new RolloutRequest(
                engine.format()
                        .encode("<image>what?", List.of(TinyQwen.image(60, 40, 1)))
                        .orThrow(),
                11);
        return engine
                .sample(List.of(request), new SamplingSettings(2, 1, 6), Optional.empty())
                .groups()
                .get(0)
                .answers()
                .stream()
                .map(SampledAnswer::logProbs)
                .toList();
    }
}
