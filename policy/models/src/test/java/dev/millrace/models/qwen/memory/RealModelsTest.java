package dev.millrace.models.qwen.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.config.ImageProcessingReader;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The models that people have, by their published shapes: how many parameters they have, and what memory they take. The table of
 * the docs is made of it; with {@code -Dmillrace.docs=write} it is written instead of compared.
 */
class RealModelsTest {

    private static final Path PAGE = Path.of(System.getProperty("millrace.root"), "docs", "howto", "model.md");
    private static final String HEAD =
            "| model | parameters | sampling | LoRA, rank 16 | all but the tower | card for LoRA | card for all |";
    private static final int[] CARDS = {16, 24, 40, 48, 80, 141};
    private static final ComputeDevice CARD = ComputeDevice.named("cuda:0");
    private static final int PROMPT = 1024;
    private static final int ANSWER = 512;

    @TempDir
    private Path folder;

    private enum Model {
        QWEN25_3B("Qwen2.5-VL-3B", 3_754_622_976L, 2048, 11008, 36, 16, 2, 128, 151_936, true, 32, 1280, 3420, 16),
        QWEN25_7B("Qwen2.5-VL-7B", 8_292_166_656L, 3584, 18944, 28, 28, 4, 128, 152_064, false, 32, 1280, 3420, 16),
        QWEN3_2B("Qwen3-VL-2B", 2_127_532_032L, 2048, 6144, 28, 16, 8, 128, 151_936, true, 24, 1024, 4096, 16),
        QWEN3_4B("Qwen3-VL-4B", 4_437_815_808L, 2560, 9728, 36, 32, 8, 128, 151_936, true, 24, 1024, 4096, 16),
        QWEN3_8B("Qwen3-VL-8B", 8_767_123_696L, 4096, 12288, 36, 32, 8, 128, 151_936, false, 27, 1152, 4304, 16);

        private final String label;
        private final long parameters;
        private final String config;
        private final boolean tied;

        Model(
                String label,
                long parameters,
                int hidden,
                int intermediate,
                int layers,
                int heads,
                int keyHeads,
                int headSize,
                int vocabulary,
                boolean tied,
                int depth,
                int visionHidden,
                int visionIntermediate,
                int visionHeads) {
            this.label = label;
            this.parameters = parameters;
            this.tied = tied;
            String text =
                    """
                    "hidden_size": %d, "intermediate_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d,
                    "num_key_value_heads": %d, "head_dim": %d, "vocab_size": %d, "rms_norm_eps": 1e-6, "hidden_act": "silu",
                    "max_position_embeddings": 128000, "rope_theta": 1e6,
                    """
                            .formatted(hidden, intermediate, layers, heads, keyHeads, headSize, vocabulary);
            String vision =
                    """
                    "depth": %d, "hidden_size": %d, "intermediate_size": %d, "num_heads": %d, "in_channels": 3,
                    "spatial_merge_size": 2, "temporal_patch_size": 2, "out_hidden_size": %d,
                    """
                            .formatted(depth, visionHidden, visionIntermediate, visionHeads, hidden);
            String ids =
                    """
                    "image_token_id": 151655, "video_token_id": 151656, "vision_start_token_id": 151652,
                    "vision_end_token_id": 151653, "tie_word_embeddings": %s
                    """
                            .formatted(tied);
            this.config = label.startsWith("Qwen2.5")
                    ? "{\"model_type\": \"qwen2_5_vl\", " + text
                            + "\"rope_scaling\": {\"type\": \"mrope\", \"mrope_section\": [16, 24, 24]}, \"vision_config\": {"
                            + vision
                            + "\"hidden_act\": \"silu\", \"patch_size\": 14, \"window_size\": 112,"
                            + " \"fullatt_block_indexes\": [7, 15, 23, 31]}, " + ids + "}"
                    : "{\"model_type\": \"qwen3_vl\", \"text_config\": {" + text
                            + "\"rope_scaling\": {\"rope_type\": \"default\", \"mrope_interleaved\": true,"
                            + " \"mrope_section\": [24, 20, 20]}}, \"vision_config\": {" + vision
                            + "\"hidden_act\": \"gelu_pytorch_tanh\", \"patch_size\": 16, \"num_position_embeddings\": 2304,"
                            + " \"deepstack_visual_indexes\": " + (depth == 27 ? "[8, 16, 24]" : "[5, 11, 17]") + "}, "
                            + ids + "}";
        }

        QwenModel read(Path folder) throws IOException {
            Files.writeString(folder.resolve("config.json"), config);
            Files.writeString(
                    folder.resolve("preprocessor_config.json"),
                    """
                    {"min_pixels": 3136, "max_pixels": 1003520, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
                    """);
            ModelSource source = ModelSource.folder(folder);
            QwenConfig read = QwenConfigReader.read(source);
            return new QwenModel(read, tied, ImageProcessingReader.read(source, read));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveAsManyParametersAsIsPublished(Model model) throws IOException {
        assertThat(QwenMemory.parameters(model.read(folder))).isEqualTo(model.parameters);
    }

    @Test
    void shouldSayInTheDocsWhatEachTakes() throws IOException {
        List<String> table = new ArrayList<>(List.of(HEAD, "|---|---|---|---|---|---|---|"));
        for (Model model : Model.values()) {
            table.add(row(model));
        }
        List<String> page = new ArrayList<>(Files.readAllLines(PAGE));
        int begin = page.indexOf(HEAD);
        assertThat(begin).as("place of the table in %s", PAGE).isNotNegative();
        List<String> there = page.subList(begin, begin + table.size());
        if ("write".equals(System.getProperty("millrace.docs"))) {
            for (int i = 0; i < table.size(); i++) {
                there.set(i, table.get(i));
            }
            Files.write(PAGE, page);
        }
        assertThat(there)
                .as("the table of %s; write it with -Dtest=RealModelsTest -Dmillrace.docs=write", PAGE)
                .isEqualTo(table);
    }

    private String row(Model model) throws IOException {
        QwenMemory memory = new QwenMemory(model.read(folder), TensorType.BF16, CARD);
        double sampling = gigabytes(memory, new Workload.Sampling(8, PROMPT, ANSWER, false));
        double adapter = gigabytes(
                memory,
                new Workload.Training(
                        1,
                        8,
                        PROMPT,
                        ANSWER,
                        new Adaptation.LowRank(16, 32, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 0),
                        false,
                        true));
        double whole = gigabytes(memory, new Workload.Training(1, 8, PROMPT, ANSWER, Adaptation.FULL, false, true));
        return String.format(
                Locale.ROOT,
                "| %s | %.2f billion | %.1f | %.1f | %.1f | %s | %s |",
                model.label,
                model.parameters / 1e9,
                sampling,
                adapter,
                whole,
                card(adapter),
                card(whole));
    }

    private static double gigabytes(QwenMemory memory, Workload work) {
        return memory.of(work).bytesOn(CARD) / 1e9;
    }

    /** The smallest card that leaves a tenth of it free. */
    private static String card(double gigabytes) {
        for (int card : CARDS) {
            if (gigabytes <= 0.9 * card) {
                return card + " GB";
            }
        }
        return "none";
    }
}
