package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.checkpoint.AdapterFiles;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.StoredTensors;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.ExportForm;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for others is read again by our own readers. */
class QwenExportTest {

    private static final ComputeSettings COMPUTE = new ComputeSettings(1);
    private static final ExportForm AS_IT_IS = new ExportForm(Optional.empty(), false);
    private static final ExportForm MERGED = new ExportForm(Optional.empty(), true);

    @TempDir
    private Path folder;

    @TempDir
    private Path work;

    private ModelSource base;
    private PolicyFamily family;
    private AnswerBatch batch;

    @BeforeEach
    void makeBase() {
        base = TinyQwen.windowed(folder);
        family = PolicyFamilies.found().of(base);
        PolicyInput input = family.format(base).encode("what?", List.of()).orThrow();
        batch = new AnswerBatch(
                List.of(new AnswerBatch.Group(input, Optional.empty(), List.of(Tokens.of(65, 66, 258)))), 1, 1);
    }

    @Test
    void shouldWriteWholeWeightsUnderThePublishedNamesWithTheSameBits() {
        ModelSource saved = trained(Adaptation.FULL);

        ModelSource written = export(saved, AS_IT_IS);

        assertThat(StoredTensors.of(written, "model.safetensors"))
                .containsKeys(
                        "model.layers.0.self_attn.q_proj.weight", "visual.blocks.1.attn.qkv.weight", "lm_head.weight")
                .doesNotContainKey("model.language_model.norm.weight");
        assertThat(weights(written)).isEqualTo(weights(saved));
        assertThat(QwenModel.read(written)).isEqualTo(QwenModel.read(base));
        assertThat(written.has("tokenizer.json")).isTrue();
        assertThat(text(written, "config.json"))
                .contains(
                        "\"architectures\" : [ \"Qwen2_5_VLForConditionalGeneration\" ]",
                        "\"torch_dtype\" : \"float32\"");
        assertThat(family.format(written).encode("what?", List.of()).orThrow().tokens())
                .isEqualTo(batch.groups().get(0).prompt().tokens());
    }

    @Test
    void shouldRoundToBfloat16WhereThatIsAskedFor() {
        ModelSource saved = trained(Adaptation.FULL);

        ModelSource written = export(saved, new ExportForm(Optional.of(TensorType.BF16), false));

        Map<String, Tensor> exact = weights(saved);
        assertThat(QwenFiles.of(written, QwenModel.read(written).config()).type())
                .isEqualTo(TensorType.BF16);
        assertThat(weights(written)).allSatisfy((name, tensor) -> {
            Tensor rounded = Tensor.ofBfloat16(
                    tensor.shape(), Objects.requireNonNull(exact.get(name)).toFloats());
            assertThat(tensor.toFloats()).as(name).isEqualTo(rounded.toFloats());
        });
        assertThat(text(written, "config.json")).contains("\"torch_dtype\" : \"bfloat16\"");
    }

    @Test
    void shouldSayToServersInWhatTypeWholeWeightsCome() throws IOException {
        // Given weights in bfloat16 of a checkpoint that is in float32 here
        ModelSource half = export(base, new ExportForm(Optional.of(TensorType.BF16), false));
        PolicyUpdate update = family.weights(half, PolicyVersion.INITIAL);

        // When they are written for a server
        FolderFiles.replace(work.resolve("served"), family.servable(base, update));

        // Then the folder says so, and whether the output layer is tied
        ModelSource served = ModelSource.folder(work.resolve("served"));
        assertThat(text(served, "config.json"))
                .contains("\"torch_dtype\" : \"bfloat16\"", "\"tie_word_embeddings\" : false");
        assertThat(weights(served)).isEqualTo(weights(half));
    }

    @Test
    void shouldSayThatTheOutputLayerIsTiedWhereItIs(@TempDir Path other) {
        ModelSource written = export(TinyQwen.deepstack(other), AS_IT_IS);

        assertThat(text(written, "config.json"))
                .contains("\"tie_word_embeddings\" : true", "Qwen3VLForConditionalGeneration");
        assertThat(StoredTensors.of(written, "model.safetensors"))
                .containsKey("model.language_model.norm.weight")
                .doesNotContainKey("lm_head.weight");
    }

    @Test
    void shouldWriteAnAdapterWithTheSameBits() {
        ModelSource saved = trained(adapter());

        ModelSource written = export(saved, AS_IT_IS);

        assertThat(tensors(written)).isEqualTo(tensors(saved));
        assertThat(text(written, "adapter_config.json"))
                .contains("\"base_model_name_or_path\" : \"" + folder + "\"", "\"r\" : 2", "\"lora_alpha\" : 4.0");
        assertThat(written.has("optimizer.safetensors")).isFalse();
    }

    @Test
    void shouldMergeAnAdapterIntoItsBase() {
        ModelSource saved = trained(adapter());
        float[] adapted = taught(base, policy -> policy.load(saved));

        ModelSource written = export(saved, MERGED);

        float[] merged = taught(written, policy -> {});
        assertThat(adapted).isNotEqualTo(taught(base, policy -> {}));
        for (int i = 0; i < merged.length; i++) {
            assertThat(merged[i]).isCloseTo(adapted[i], Offset.offset(2e-5f));
        }
    }

    @Test
    void shouldMergeNothingIntoWholeWeightsNorIntoAnotherBase() throws IOException {
        ModelSource saved = trained(adapter());
        byte[] weights = Files.readAllBytes(folder.resolve("model.safetensors"));
        weights[weights.length - 2] ^= 1;
        Files.write(folder.resolve("model.safetensors"), weights);

        assertThatThrownBy(() -> family.export(base, MERGED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("model.safetensors")
                        + " has whole weights, so there is no adapter to merge into them");
        assertThatThrownBy(() -> family.export(saved, MERGED))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is an adapter over the weights ")
                .hasMessageContaining("but those in " + folder.resolve("model.safetensors") + " are ");
    }

    @Test
    void shouldSayWhereTheBaseOfAnAdapterWas() throws IOException {
        ModelSource saved = trained(adapter());
        Files.move(folder, work.resolve("moved"));

        assertThatThrownBy(() -> family.describe(saved))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is an adapter over the policy in " + folder + ", which is not there;"
                        + " give policy.checkpoint the folder of that policy");
        ModelSource found = ModelSource.layered(saved, ModelSource.folder(work.resolve("moved")));
        assertThat(family.describe(found).family()).isEqualTo("qwen");
        Files.move(work.resolve("moved"), folder);
    }

    @Test
    void shouldFindTheBaseOfAnAdapterAmongThePoliciesThatShip() {
        // Given a checkpoint of an adapter over one of them
        ModelSource shipped =
                ModelSource.resources(QwenFamily.class.getClassLoader(), "dev/millrace/models/qwen/small");
        ModelSource saved;
        try (TrainablePolicy policy = family.trainable(shipped, COMPUTE, settings(adapter()))) {
            saved = write(work.resolve("saved"), policy);
        }

        // When its weights are asked for
        PolicyUpdate weights = family.weights(saved, PolicyVersion.INITIAL);

        // Then they are that one's with the adapter
        assertThat(weights.tensors().bytes()).isPositive();
        assertThat(family.describe(saved)).isEqualTo(family.describe(shipped));
    }

    private static Adaptation adapter() {
        return new Adaptation.LowRank(2, 4, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 7);
    }

    /** A checkpoint behind two steps. */
    private ModelSource trained(Adaptation adaptation) {
        try (TrainablePolicy policy = family.trainable(base, COMPUTE, settings(adaptation))) {
            step(policy);
            step(policy);
            return write(work.resolve("saved"), policy);
        }
    }

    private ModelSource write(Path target, TrainablePolicy policy) {
        try {
            FolderFiles.replace(target, policy.files());
            return ModelSource.folder(target);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ModelSource export(ModelSource checkpoint, ExportForm form) {
        try {
            FolderFiles.replace(work.resolve("written"), family.export(checkpoint, form));
            return ModelSource.folder(work.resolve("written"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static TrainingSettings settings(Adaptation adaptation) {
        return new TrainingSettings(AdamWSettings.DEFAULT, 1.0, false, false, adaptation, true);
    }

    private interface Change {
        void in(TrainablePolicy policy);
    }

    /** What an adapter over a checkpoint says of the batch. */
    private float[] taught(ModelSource checkpoint, Change change) {
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(adapter()))) {
            change.in(policy);
            float[][] seen = new float[1][];
            var unused = policy.accumulate(batch, values -> {
                seen[0] = values.logProbs().clone();
                return new TokenLoss.Slopes(0, new float[values.size()], null, null);
            });
            return seen[0];
        }
    }

    private void step(TrainablePolicy policy) {
        var unused = policy.accumulate(batch, values -> {
            float[] by = new float[values.size()];
            Arrays.fill(by, -1);
            return new TokenLoss.Slopes(1, by, null, null);
        });
        assertThat(policy.step(1e-2)).isInstanceOf(StepOutcome.Applied.class);
    }

    private static Map<String, Tensor> weights(ModelSource checkpoint) {
        try (ParameterArrays arrays =
                QwenFiles.of(checkpoint, QwenModel.read(checkpoint).config()).load()) {
            return arrays.toTensors();
        }
    }

    private Map<String, Tensor> tensors(ModelSource adapter) {
        try (ParameterArrays arrays =
                AdapterFiles.read(adapter, QwenModel.read(base).config()).arrays()) {
            return arrays.toTensors();
        }
    }

    private static String text(ModelSource folder, String file) {
        return new String(folder.read(file), StandardCharsets.UTF_8);
    }
}
