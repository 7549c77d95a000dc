package dev.millrace.models.qwen.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.models.qwen.verify.CheckResult.Outcome;
import dev.millrace.models.qwen.verify.QwenVerification.ModelResult;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of vectors with other names and counts, with a tied output layer, with keys that nobody knows, and broken ones. */
class OtherVectorsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve("model/checkpoint-f32"));
        ModelSource source = TinyQwen.deepstack(checkpoint);
        Files.write(folder.resolve("model/vectors.json"), JSON.writeValueAsBytes(vectors(source)));
        try (FileChannel out = FileChannel.open(
                folder.resolve("model/tensors.safetensors"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Tensor tensor = Tensor.ofFloats(TensorShape.of(1), 1f);
            SafetensorsWriter.write(Map.of("seq.only.new_stage", tensor), Map.of(), out::write);
        }
    }

    /** One sequence of text, of whose numbers only the positions are right. */
    private static ObjectNode vectors(ModelSource source) {
        ObjectNode root = JSON.createObjectNode().put("family", "qwen3_vl");
        ObjectNode sequence = root.putObject("sequences").putObject("only");
        sequence.putArray("images");
        sequence.putArray("prompt_ids").add(65).add(66).add(67);
        sequence.putArray("response_ids").add(68).add(69);
        sequence.putArray("position_ids")
                .add(JSON.valueToTree(List.of(0, 1, 2, 3, 4)))
                .add(JSON.valueToTree(List.of(0, 1, 2, 3, 4)))
                .add(JSON.valueToTree(List.of(0, 1, 2, 3, 4)));
        sequence.put("rope_delta", 0).put("text", "ABC");
        sequence.putArray("logprobs_t13").add(-1.0).add(-2.0);
        root.putObject("greedy")
                .putObject("only")
                .putArray("tokens")
                .add(1)
                .add(2)
                .add(3);
        ObjectNode gradients = root.putObject("gradients").putObject("only");
        gradients.put("loss", 1.0).put("total_norm", 2.0);
        ObjectNode norms = gradients.putObject("norms");
        for (ParameterSpec spec : ParameterLayout.of(QwenConfigReader.read(source), true)) {
            if (spec.name().startsWith("model.visual.")) {
                norms.putNull(spec.name());
            } else {
                norms.put(spec.name(), 1.0);
            }
        }
        ObjectNode step = root.putObject("adamw_step").put("lr", 0.001).put("eps", 1e-8);
        step.put("weight_decay", 0.01)
                .put("clip_total_norm", 1.0)
                .putArray("betas")
                .add(0.9)
                .add(0.999);
        step.putArray("logprobs_t1_after").add(-1.0).add(-2.0);
        root.putObject("next_year").put("value", 1);
        return root;
    }

    @Test
    void shouldTakeNamesAndCountsFromTheFileAndSayWhatItDoesNotKnow() {
        // When
        List<ModelResult> results = run();

        // Then
        assertThat(of(results, Outcome.HOLDS))
                .contains("only: positions", "only: ids of its text", "only: delta", "family");
        assertThat(of(results, Outcome.SKIPPED))
                .contains("not looked at: vectors.json next_year")
                .contains("not looked at: tensors.safetensors seq.only.new_stage");
        assertThat(of(results, Outcome.FAILS))
                .contains("only: greedy tokens", "only: logprobs_t13", "only: loss")
                .contains("only: log-probabilities after a step of AdamW");
    }

    @Test
    void shouldFailWhereTheVectorsLackSomethingAndGoOn() {
        // When
        List<ModelResult> results = run();

        // Then
        assertThat(results)
                .extracting(ModelResult::result)
                .filteredOn(result -> result.detail().startsWith("the vectors have no tensors.safetensors"))
                .allMatch(result -> result.outcome() == Outcome.FAILS)
                .extracting(CheckResult::name)
                .containsExactly("only: last hidden", "only: logits");
        assertThat(results)
                .extracting(result -> result.result().detail())
                .noneMatch(detail -> detail.startsWith("cannot be computed"));
    }

    @Test
    void shouldFailForVectorsThatCannotBeReadAndGoOnWithTheNext() throws IOException {
        // Given
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(broken.resolve("vectors.json"), "{");

        // When
        List<ModelResult> results = run();

        // Then
        assertThat(results.get(0).model()).isEqualTo("broken");
        assertThat(results.get(0).result().outcome()).isEqualTo(Outcome.FAILS);
        assertThat(results).extracting(ModelResult::model).contains("model");
    }

    private List<ModelResult> run() {
        return QwenVerification.run(folder, Optional.empty(), result -> {});
    }

    private static List<String> of(List<ModelResult> results, Outcome outcome) {
        return results.stream()
                .map(ModelResult::result)
                .filter(result -> result.outcome() == outcome)
                .map(CheckResult::name)
                .toList();
    }
}
