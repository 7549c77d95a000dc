package dev.millrace.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCheckTest {

    private static final ComputeSettings COMPUTE = new ComputeSettings(1);
    private static final Workload FULL = new Workload.Training(1, 8, 1, 16, new Adaptation.Full(false), false, true);

    @TempDir
    private Path folder;

    private ModelSource model;

    /** 34 million parameters: 135 MB in float32. Its file is sparse, since nobody reads it. */
    @BeforeEach
    void givenAModel() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"model_type": "qwen2_5_vl", "tie_word_embeddings": true,
                 "hidden_size": 1024, "intermediate_size": 2048, "num_hidden_layers": 4, "num_attention_heads": 8,
                 "num_key_value_heads": 2, "vocab_size": 512, "rms_norm_eps": 1e-6, "max_position_embeddings": 512,
                 "rope_theta": 1000000.0, "rope_scaling": {"type": "mrope", "mrope_section": [32, 16, 16]},
                 "image_token_id": 261, "video_token_id": 262, "vision_start_token_id": 259, "vision_end_token_id": 260,
                 "vision_config": {"depth": 1, "hidden_size": 16, "intermediate_size": 20, "num_heads": 2,
                  "out_hidden_size": 1024, "patch_size": 14, "window_size": 112, "fullatt_block_indexes": [0]}}
                """);
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"min_pixels\": 784, \"max_pixels\": 16384}");
        model = ModelSource.folder(folder);
        Map<String, TensorSource> zeros = new TreeMap<>();
        for (ParameterSpec spec : ParameterLayout.of(QwenConfigReader.read(model), true)) {
            zeros.put(spec.name(), new Zeros(new TensorForm(TensorType.BF16, spec.shape())));
        }
        try (FileChannel out = FileChannel.open(
                folder.resolve("model.safetensors"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            SafetensorsWriter.write(zeros, Map.of(), out::write);
        }
    }

    private record Zeros(TensorForm form) implements TensorSource {
        @Override
        public void writeTo(ByteSink sink) throws IOException {
            sink.accept(ByteBuffer.allocate((int) form.bytes()));
        }
    }

    private void require(OptionalLong memory) {
        require(COMPUTE, new MemoryHere(ComputeDevice.CPU, memory, memory), FULL);
    }

    private void require(ComputeSettings compute, MemoryHere here, Workload... works) {
        MemoryCheck.require(model, compute, true, List.of(works), here);
    }

    @Test
    void shouldLetThroughWhatFits() {
        assertThatCode(() -> require(OptionalLong.of(4_000_000_000L))).doesNotThrowAnyException();
    }

    @Test
    void shouldSayWhatWouldFit() {
        assertThatThrownBy(() -> require(OptionalLong.of(1_000_000_000L)))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("training " + folder)
                .hasMessageContaining("two moments 0.29 GB")
                .hasMessageContaining("but cpu has 1.00 GB; what would fit: learner.train=lora (")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void shouldCountTheVersionsThatAWorkerHoldsToMeasureForServers() {
        Workload measuring = new Workload.Measuring(8, 1, 16, 3, new Adaptation.Full(false));

        OptionalLong memory = OptionalLong.of(1_000_000_000L);
        MemoryHere here = new MemoryHere(ComputeDevice.CPU, memory, memory);

        assertThatThrownBy(() -> require(COMPUTE, here, measuring))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("measuring dependency (worker.dependency.by local) with " + folder)
                .hasMessageContaining("versions of the weights, one of them on its way 0.58 GB")
                .hasMessageContaining("learner.train=lora (");
    }

    @Test
    void shouldSayThatNothingWouldFit() {
        assertThatThrownBy(() -> require(OptionalLong.of(100_000_000L)))
                .hasMessageEndingWith("nothing that can be set makes it fit: take a smaller model or a larger machine");
    }

    @Test
    void shouldNameWhatHoldsLess() {
        Workload held = new Workload.Training(1, 8, 1, 16, new Adaptation.Full(true), true, false, 7, false);
        MemoryHere here = new MemoryHere(ComputeDevice.CPU, OptionalLong.of(1_700_000_000L), OptionalLong.empty());

        assertThatThrownBy(() -> require(COMPUTE, here, held))
                .hasMessageContaining("earlier versions 1.02 GB")
                .hasMessageContaining("learner.mismatch.versions=0 (")
                .hasMessageContaining("all of these together (");
    }

    @Test
    void shouldAddUpWhatOneProcessDoesAtATime() {
        Workload sampling = new Workload.Sampling(8, 1, 16, true);
        MemoryHere here = new MemoryHere(ComputeDevice.CPU, OptionalLong.of(1_300_000_000L), OptionalLong.empty());

        assertThatCode(() -> require(COMPUTE, here, FULL)).doesNotThrowAnyException();
        assertThatCode(() -> require(COMPUTE, here, sampling)).doesNotThrowAnyException();
        assertThatThrownBy(() -> require(COMPUTE, here, sampling, FULL))
                .hasMessageStartingWith("sampling from and training " + folder)
                .hasMessageContaining("on one machine takes at least ")
                .hasMessageContaining("Java and the engine 0.52 GB");
    }

    @Test
    void shouldCountOnACardWhatLiesThere() {
        ComputeSettings card = new ComputeSettings(1, ComputeDevice.named("cuda:0"), Precision.FLOAT32);
        MemoryHere small =
                new MemoryHere(card.device(), OptionalLong.of(1_250_000_000L), OptionalLong.of(900_000_000L));

        // What does not fit a processor of that memory fits the card, since the process and a version on its way lie
        // beside it
        assertThatThrownBy(() -> require(OptionalLong.of(1_100_000_000L))).isInstanceOf(UsageException.class);
        assertThatCode(() -> require(card, small, FULL)).doesNotThrowAnyException();
        assertThatThrownBy(() -> require(
                        card,
                        new MemoryHere(card.device(), OptionalLong.of(9_000_000_000L), OptionalLong.of(1L)),
                        FULL))
                .hasMessageContaining("the machine has 0.00 GB beside the card's");
    }

    @Test
    void shouldRefuseNothingWhereNobodySaysHowMuchThereIs() {
        assertThatCode(() -> require(OptionalLong.empty())).doesNotThrowAnyException();
    }
}
